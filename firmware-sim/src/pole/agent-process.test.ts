import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@loa/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentProcess } from './agent-process.ts';

/** Says its first argument, ends with it where it is a number, and otherwise runs until it is asked to end. */
const SCRIPT = `
const [word] = process.argv.slice(2);
console.log('began ' + word);
if (Number.isInteger(Number(word))) process.exit(Number(word));
else setInterval(() => undefined, 1000);
`;

let folder: string;
let agent: AgentProcess;
const log = () => readFileSync(join(folder, 'agent.log'), 'utf8');
const beginnings = () => log().match(/began/g)?.length ?? 0;

function make(restartAfterMs: number | null, runWith: readonly string[] = []): AgentProcess {
  const agentFile = join(folder, 'agent.mjs');
  writeFileSync(agentFile, SCRIPT);
  return new AgentProcess({
    agentFile,
    logFile: join(folder, 'agent.log'),
    pidFile: join(folder, 'agent.pid.json'),
    restartAfterMs,
    runWith,
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-agent-'));
});
afterEach(async () => {
  await agent.kill();
  rmSync(folder, { recursive: true, force: true });
});

test('what the agent says is in the log, and it is gone when stop resolves', async () => {
  agent = make(null);
  agent.start(['run']);
  await eventually(() => (log().includes('began run') ? undefined : log()));
  const { pid } = agent;
  await agent.stop();
  expect(agent.isRunning).toBe(false);
  expect(() => process.kill(pid ?? 0, 0)).toThrow();
  await agent.stop();
});

test('an agent that ends by itself comes back, one that was killed on purpose stays down', async () => {
  agent = make(50);
  agent.start(['3']);
  await eventually(() => (beginnings() >= 3 ? undefined : `${beginnings()} beginnings`));
  await agent.kill();
  const count = beginnings();
  agent.start(['run']);
  await eventually(() => (beginnings() === count + 1 ? undefined : `${beginnings()} beginnings`));
  await agent.kill();
  expect(agent.isRunning).toBe(false);
});

test('a program in front of the agent becomes the agent: what is killed is the agent itself', async () => {
  agent = make(null, ['env', 'LOA_IN_FRONT=yes']);
  agent.start(['run']);
  await eventually(() => (log().includes('began run') ? undefined : log()));
  expect(readFileSync(`/proc/${agent.pid}/environ`, 'utf8')).toContain('LOA_IN_FRONT=yes');
  expect(readFileSync(`/proc/${agent.pid}/cmdline`, 'utf8').split('\0')[0]).toBe(process.execPath);
  await agent.kill();
});

test('a command that fails is an error with what the agent said', async () => {
  agent = make(null);
  await expect(agent.runOnce(['7'])).rejects.toThrow(/ended with 7:\nbegan 7/);
  await expect(agent.runOnce(['0'])).resolves.toBeUndefined();
});

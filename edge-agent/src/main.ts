import { readFile } from 'node:fs/promises';
import { LoaError } from '@loa/protocol';
import { pino, type Logger } from 'pino';
import { Agent } from './agent.ts';
import { CONFIG_FILE_VARIABLE, DEFAULT_CONFIG_FILE, readConfig, type AgentConfig } from './config.ts';
import { enrolPole } from './link/enrol-runner.ts';
import { AGENT_VERSION } from './version.ts';

const USAGE = `loa-agent ${AGENT_VERSION}

  loa-agent enrol URL CODE   makes this pole known to the server; CODE comes from the console
  loa-agent run              makes sound, until it is told to stop
  loa-agent version

  --config FILE              settings (JSON); default ${DEFAULT_CONFIG_FILE}, or the file named by ${CONFIG_FILE_VARIABLE}
`;

const BAD_USAGE = 64;
const FAILED = 1;

interface CommandLine {
  words: string[];
  configFile: string | undefined;
}

function readCommandLine(args: readonly string[]): CommandLine {
  const at = args.indexOf('--config');
  if (at < 0) return { words: [...args], configFile: undefined };
  return { words: args.toSpliced(at, 2), configFile: args[at + 1] };
}

/** Without a file there are defaults; a file that was named must be there. */
async function loadConfig(named: string | undefined): Promise<AgentConfig> {
  const wanted = named ?? process.env[CONFIG_FILE_VARIABLE];
  const file = wanted ?? DEFAULT_CONFIG_FILE;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (wanted === undefined && error.code === 'ENOENT') return undefined;
    throw new LoaError('config.invalid', { file, reason: error.message }, error);
  });
  return readConfig(process.env, text);
}

async function runAgent(config: AgentConfig, log: Logger): Promise<void> {
  const agent = new Agent({ config, log, environment: process.env });
  let isStopping = false;
  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ reason }, 'agent stops');
    agent.close().then(
      () => process.exit(),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  // Our own mistake: better a fresh start in a moment, by systemd, than a pole that is half alive.
  const crash = (error: unknown): void => {
    log.fatal({ err: error }, 'unexpected failure');
    process.exitCode = FAILED;
    stop('failure');
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  await agent.start();
}

async function enrol(config: AgentConfig, [url, code]: readonly string[]): Promise<void> {
  if (url === undefined || code === undefined || !URL.canParse(url)) return misuse();
  const { clusterId, name, serverUrl } = await enrolPole(config.dataFolder, url, code);
  process.stdout.write(`enrolled as ${name} (${clusterId}) at ${serverUrl}\n`);
}

function misuse(): void {
  process.stderr.write(USAGE);
  process.exitCode = BAD_USAGE;
}

function fail(error: unknown): void {
  const details = error instanceof LoaError ? ` ${JSON.stringify(error.details)}` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${details}\n`);
  process.exit(FAILED);
}

async function main(args: readonly string[]): Promise<void> {
  const { words, configFile } = readCommandLine(args);
  const [command, ...rest] = words;
  switch (command) {
    case 'version':
      process.stdout.write(`${AGENT_VERSION}\n`);
      return;
    case 'enrol':
      return enrol(await loadConfig(configFile), rest);
    case 'run': {
      const config = await loadConfig(configFile);
      return runAgent(config, pino({ level: config.logLevel }));
    }
    default:
      misuse();
  }
}

main(process.argv.slice(2)).catch(fail);

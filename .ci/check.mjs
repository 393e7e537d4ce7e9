// Runs the quick checks, two at a time, and says of each how long it took.
//   node .ci/check.mjs [format] [lint] [types] [architecture] [unit] [--json FILE]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { run } from './commands.mjs';
import { checks, chosenChecks } from './checks.mjs';
import { root } from './places.mjs';

const atOnce = 2;

async function runCheck(name) {
  const startedAt = performance.now();
  const { code, lines } = await run(process.execPath, checks[name], { cwd: root });
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) console.log(`\n--- ${name}\n${lines.join('\n')}\n---`);
  console.log(`${name.padEnd(14)} ${code === 0 ? 'passed' : 'FAILED'}, ${seconds.toFixed(1)} s`);
  return { name, isPassed: code === 0, seconds };
}

async function runAll(names) {
  const waiting = [...names];
  const results = [];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      results.push(await runCheck(name));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const results = await runAll(chosenChecks(positionals));
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results));
process.exitCode = results.every(({ isPassed }) => isPassed) ? 0 : 1;

import { spawn } from 'node:child_process';
import { Stop } from './stop.mjs';

const keptLines = 30;

/**
 * Runs a program without a terminal and collects what it says.
 * `deadlineMs` ends it; `onLine` sees every line. Resolves, whatever the exit code; a program that cannot
 * be started counts as code 127, one that was ended by a signal as 128.
 */
export function run(file, args, { cwd, env, deadlineMs, onLine = () => {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
    });
    const lines = [];
    const collect = (line) => {
      lines.push(line);
      onLine(line);
    };
    eachLine(child.stdout, collect);
    eachLine(child.stderr, collect);
    child.once('error', (error) => resolve({ code: 127, lines: [...lines, error.message] }));
    child.once('close', (code) => resolve({ code: code ?? 128, lines }));
  });
}

/** As `run`, but a failure stops the preparation and shows the end of what the program said. */
export async function mustRun(file, args, options) {
  const result = await run(file, args, options);
  if (result.code === 0) return result;
  const said = result.lines.slice(-keptLines).join('\n');
  throw new Stop(`${said}\n\n"${[file, ...args].join(' ')}" failed with exit code ${result.code}.`);
}

function eachLine(stream, take) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    lines.forEach(take);
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
}

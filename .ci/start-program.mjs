import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const signalCodeBase = 128;
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGINT'];

/**
 * Runs a Node program in this one's place: same terminal, signals handed on.
 * Resolves to its exit code, as a shell counts it.
 */
export function startProgram(args, { cwd, isTerminal = process.stdin.isTTY === true }) {
  const child = spawn(process.execPath, args, { cwd, stdio: 'inherit' });
  // Ctrl-C on a terminal reaches the program by itself; a second one could mean "now, at once" to it.
  const handOn = (signal) => (signal === 'SIGINT' && isTerminal ? undefined : child.kill(signal));
  forwarded.forEach((signal) => process.on(signal, handOn));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      forwarded.forEach((name) => process.off(name, handOn));
      resolve(code ?? signalCodeBase + constants.signals[signal]);
    });
  });
}

import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import {
  addNamespace,
  inside,
  namespaceName,
  removeLeftOvers,
  removeNamespacesOf,
} from './network-namespace.ts';
import { whyNoLines } from './requirements.ts';

/** Names the centre's namespace to the program that runs in it. */
const CENTRE_VARIABLE = 'LOA_BENCH_CENTRE';
/** Exit code of a bench that cannot be run on this machine. */
const CANNOT = 2;
/** Niceness of everything that runs in the centre and on the poles. */
const PREFERRED = -10;
const SIGNAL_CODE_BASE = 128;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The centre's namespace in which this program runs; undefined outside. */
export function centreOfThisProgram(): string | undefined {
  return process.env[CENTRE_VARIABLE];
}

/**
 * Runs this very program once more with the same arguments, in a new centre namespace, and returns its exit code.
 * Whatever happens, all namespaces of the run and what runs in them are gone afterwards. Says in one sentence what is
 * missing and returns 2 where no lines can be made.
 */
export async function insideCentre(): Promise<number> {
  const reason = await whyNoLines();
  if (reason !== undefined) return complain(reason);
  const centre = namespaceName(process.pid, 'centre');
  try {
    await removeLeftOvers();
    await addNamespace(centre);
  } catch (error) {
    return complain(`Network namespaces cannot be made on this machine: ${(error as Error).message}.`);
  }
  preferOurselves();
  try {
    return await runIn(centre);
  } finally {
    await removeNamespacesOf(process.pid);
  }
}

/** Every pole has a processor of its own in the field: what else this machine does is not to be measured. */
function preferOurselves(): void {
  try {
    setPriority(PREFERRED);
  } catch (error) {
    console.warn(`The bench runs like any other program: ${(error as Error).message}`);
  }
}

function complain(reason: string): number {
  console.error(reason);
  return CANNOT;
}

async function runIn(centre: string): Promise<number> {
  const [program, ...args] = [
    ...inside(centre),
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ];
  const child = spawn(program as string, args, {
    stdio: 'inherit',
    env: { ...process.env, [CENTRE_VARIABLE]: centre },
  });
  // We outlive it, to clean up. Ctrl-C on a terminal reaches both by itself.
  const reachesBoth = (signal: NodeJS.Signals) => signal === 'SIGINT' && process.stdin.isTTY;
  const handOn = (signal: NodeJS.Signals) => (reachesBoth(signal) ? undefined : child.kill(signal));
  SIGNALS.forEach((signal) => process.on(signal, handOn));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? SIGNAL_CODE_BASE + constants.signals[signal as NodeJS.Signals]),
      );
    });
  } finally {
    SIGNALS.forEach((signal) => process.off(signal, handOn));
  }
}

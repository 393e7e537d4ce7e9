import { centreOfThisProgram, insideCentre } from '../wan/inside-centre.ts';
import { benchJoins } from './joins.ts';
import { benchLive } from './live.ts';
import { benchLoss } from './loss.ts';
import { benchPlan } from './plan.ts';
import { benchRecovery } from './recovery.ts';
import { benchPole } from './pole.ts';
import { benchSkew } from './skew.ts';
import { printTable, type Figures } from './table.ts';
import { UsageError } from './usage-error.ts';

/** Every bench: measures, and answers its figures with units in their names. */
const BENCHES: Record<string, (args: readonly string[]) => Promise<Figures>> = {
  joins: benchJoins,
  live: benchLive,
  plan: benchPlan,
  pole: benchPole,
};

/** Benches on bad lines: they run in the centre of a pretend WAN, whose namespace they are told. */
const FAR_BENCHES: Record<string, (args: readonly string[], centre: string) => Promise<Figures>> = {
  loss: benchLoss,
  recovery: benchRecovery,
  skew: benchSkew,
};

async function measure(name: string, args: readonly string[]): Promise<Figures | number> {
  const near = BENCHES[name];
  if (near !== undefined) return near(args);
  const far = FAR_BENCHES[name];
  if (far === undefined) {
    const names = Object.keys({ ...BENCHES, ...FAR_BENCHES }).join(', ');
    throw new UsageError(`npm run bench -- NAME, where NAME is one of: ${names}`);
  }
  const centre = centreOfThisProgram();
  return centre === undefined ? insideCentre() : far(args, centre);
}

// Every agent, line and program that is started takes its leave at the exit.
process.setMaxListeners(100);
// An end by a signal is an end with all the farewells: nothing that was started stays.
for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const])
  if (centreOfThisProgram() !== undefined) process.once(signal, () => process.exit(code));

const [name = '', ...args] = process.argv.slice(2);
try {
  const result = await measure(name, args);
  if (typeof result === 'number') process.exit(result);
  printTable(name, result);
  console.log(JSON.stringify(result));
  process.exit(0);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exit(2);
}

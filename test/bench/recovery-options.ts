import { UsageError } from './usage-error.ts';

/** What happens to a live broadcast, in the order in which it is tried: the server comes last, which ends sessions. */
export const DISTURBANCES = ['link', 'address', 'nat', 'worker', 'server'] as const;
export type DisturbanceName = (typeof DISTURBANCES)[number];

/** Reads `link worker`; nothing named is everything. Throws `UsageError`. */
export function readRecoveryOptions(args: readonly string[]): DisturbanceName[] {
  const isName = (word: string): word is DisturbanceName =>
    (DISTURBANCES as readonly string[]).includes(word);
  if (!args.every(isName)) throw new UsageError(`npm run bench -- recovery [${DISTURBANCES.join('] [')}]`);
  return args.length === 0 ? [...DISTURBANCES] : DISTURBANCES.filter((name) => args.includes(name));
}

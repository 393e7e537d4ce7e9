import { parseArgs } from 'node:util';
import { LATENCY_MS, type LatencyProfile } from '@loa/protocol';
import { isLineName, LINES, type LineName } from '../wan/line-keys.ts';
import { UsageError } from './usage-error.ts';

export interface LossOptions {
  lines: LineName[];
  profiles: LatencyProfile[];
  /** Length of each broadcast, seconds. */
  seconds: number;
}

const SECONDS = 60;
/** STOI and the alignment of the judges want some speech. */
const LEAST_SECONDS = 5;
const USAGE = `npm run bench -- loss [LINE ...] [--seconds ${SECONDS}] [--profile standard] [--profile sturdy]
LINE is one of: ${Object.keys(LINES).join(', ')}`;

/** Reads `loss20 storm --seconds 20 --profile sturdy`; nothing named is everything. Throws `UsageError`. */
export function readLossOptions(args: readonly string[]): LossOptions {
  const { values, positionals } = parse(args);
  const lines = positionals.length === 0 ? (Object.keys(LINES) as LineName[]) : positionals;
  const seconds = Number(values.seconds ?? SECONDS);
  const profiles = values.profile ?? ['standard', 'sturdy'];
  const isRight = lines.every(isLineName) && seconds >= LEAST_SECONDS && profiles.every(isProfile);
  if (!isRight) throw new UsageError(USAGE);
  return { lines: [...new Set(lines)], profiles: profiles, seconds };
}

function parse(args: readonly string[]) {
  const options = { seconds: { type: 'string' }, profile: { type: 'string', multiple: true } } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function isProfile(word: string): word is LatencyProfile {
  return Object.hasOwn(LATENCY_MS, word);
}

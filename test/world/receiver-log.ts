import { readFile } from 'node:fs/promises';
import type { ReceiverNumbers } from '@loa/protocol';

const COUNTERS = [
  'lost',
  'recoveredByRetransmission',
  'recoveredBySpread',
  'recoveredByFec',
  'concealed',
  'late',
] as const;

/** What the receiver of a pole counted, packets. */
export type Reception = Record<(typeof COUNTERS)[number], number>;

/**
 * What a pole's receiver counted during a broadcast, from the line that the agent logs when it leaves it; undefined
 * before. Where the agent had to join anew, the parts are added.
 */
export async function receptionOf(logFile: string, broadcastId: string): Promise<Reception | undefined> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.includes(broadcastId));
  const told = lines.flatMap((line) => {
    const { receiver } = JSON.parse(line) as { receiver?: ReceiverNumbers };
    return receiver === undefined ? [] : [receiver];
  });
  if (told.length === 0) return undefined;
  const sum = (name: keyof Reception) => told.reduce((total, numbers) => total + numbers[name], 0);
  return Object.fromEntries(COUNTERS.map((name) => [name, sum(name)])) as Reception;
}

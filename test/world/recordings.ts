import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tap, VirtualPole } from '@loa/firmware-sim';
import { readWav } from '@loa/protocol';
import { moment } from './moment.ts';
import type { StampedRecording } from '../probe/recording.ts';
import type { Sound } from '../probe/sound.ts';

/** A test whose recordings were disturbed may be done anew so often. */
const MOST_ANEW = 2;
/** The wall clock against the monotonic one: whole milliseconds, and a look that was interrupted, ms. */
const CLOCK_TOLERANCE_MS = 5;

/** What this machine did to recordings since a test began, and none of our programs can help. */
let disturbances: string[] = [];

/**
 * For a test of what poles sounded. A whole world shares two cores with strangers: where the machine stands still for
 * longer than a card has sound, the card runs dry; and where its clock is set, poles play beside the time that they
 * were told before. The recording then proves nothing, and the test is done anew, twice at most. A failure without a
 * disturbance stands, and how often cards run dry the benches count.
 */
export function anewIfDisturbed(test: () => Promise<void>): () => Promise<void> {
  return async () => {
    for (let left = MOST_ANEW; ; left -= 1) {
      disturbances = [];
      try {
        return await test();
      } catch (error) {
        if (left === 0 || disturbances.length === 0) throw error;
        console.warn(`${disturbances.join(', ')}; recorded anew after: ${String(error)}`);
      }
    }
  };
}

/** What each pole's horn, or its card, sounded while `during` ran, in the order of `poles`. */
export async function recordPoles(
  poles: readonly VirtualPole[],
  folder: string,
  name: string,
  during: () => Promise<void>,
  tap: Tap = 'horn',
): Promise<StampedRecording[]> {
  const underruns = () => poles.reduce((sum, pole) => sum + pole.card.underruns, 0);
  const before = { underruns: underruns(), clock: wallMinusMono() };
  poles.forEach((pole, index) => pole.startRecording(join(folder, `${name}-${index}.wav`), tap));
  const stop = () => poles.map((pole) => pole.stopRecording(tap));
  try {
    await during();
    // Sound that was under way still counts.
    await moment(Date.now() + 300);
    if (underruns() > before.underruns) disturbances.push('a card ran dry');
    const setByMs = Math.round(wallMinusMono() - before.clock);
    if (Math.abs(setByMs) > CLOCK_TOLERANCE_MS)
      disturbances.push(`the machine's clock was set by ${setByMs} ms`);
  } catch (error) {
    stop();
    throw error;
  }
  return Promise.all(stop().map(async ({ file, stamps }) => ({ ...(await readSound(file)), stamps })));
}

export async function readSound(file: string): Promise<Sound> {
  const { samples, sampleRateHz } = readWav(new Uint8Array(await readFile(file)));
  return { samples, sampleRateHz };
}

function wallMinusMono(): number {
  return Date.now() - performance.now();
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tap, VirtualPole } from '@loa/firmware-sim';
import { readWav } from '@loa/protocol';
import { moment } from './moment.ts';
import type { StampedRecording } from '../probe/recording.ts';
import type { Sound } from '../probe/sound.ts';

/** Recordings during which a card ran dry may be made anew so often. */
const MOST_ANEW = 2;

/** Times that a card ran dry in recordings since a test began. */
let timesDry = 0;

/**
 * For a test of what poles sounded. A whole world shares two cores with strangers: where the machine stands still for
 * longer than a card has sound, the card runs dry, and the recording proves nothing. The test is then done anew, twice
 * at most. A failure during which no card ran dry stands, and how often cards run dry the benches count.
 */
export function anewIfDry(test: () => Promise<void>): () => Promise<void> {
  return async () => {
    for (let left = MOST_ANEW; ; left -= 1) {
      timesDry = 0;
      try {
        return await test();
      } catch (error) {
        if (left === 0 || timesDry === 0) throw error;
        console.warn(`a card ran dry, recorded anew after: ${String(error)}`);
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
  const before = underruns();
  poles.forEach((pole, index) => pole.startRecording(join(folder, `${name}-${index}.wav`), tap));
  const stop = () => poles.map((pole) => pole.stopRecording(tap));
  try {
    await during();
    // Sound that was under way still counts.
    await moment(Date.now() + 300);
    timesDry += underruns() - before;
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

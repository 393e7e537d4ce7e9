import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tap, VirtualPole } from '@loa/firmware-sim';
import { readWav } from '@loa/protocol';
import { moment } from './moment.ts';
import type { StampedRecording } from '../probe/recording.ts';
import type { Sound } from '../probe/sound.ts';

/** What each pole's horn, or its card, sounded while `during` ran, in the order of `poles`. */
export async function recordPoles(
  poles: readonly VirtualPole[],
  folder: string,
  name: string,
  during: () => Promise<void>,
  tap: Tap = 'horn',
): Promise<StampedRecording[]> {
  poles.forEach((pole, index) => pole.startRecording(join(folder, `${name}-${index}.wav`), tap));
  const stop = () => poles.map((pole) => pole.stopRecording(tap));
  try {
    await during();
    // Sound that was under way still counts.
    await moment(Date.now() + 300);
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

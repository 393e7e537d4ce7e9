import { readFileSync } from 'node:fs';
import { readWav } from '@loa/protocol';
import type { StampedRecording } from './recording.ts';

/** Reads a recording of a virtual pole: the WAV file and the stamps beside it (`<file>.stamps.jsonl`). */
export function readRecording(file: string): StampedRecording {
  const { samples, sampleRateHz } = readWav(readFileSync(file));
  const lines = readFileSync(`${file}.stamps.jsonl`, 'utf8').split('\n');
  const stamps = lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StampedRecording['stamps'][number]);
  return { samples, sampleRateHz, stamps };
}

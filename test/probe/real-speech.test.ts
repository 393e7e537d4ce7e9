import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav } from '@loa/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alignTo } from './align.ts';
import { asRecording, chanceFrom } from './fake-speech.ts';
import { intactShare, judgeFrames } from './intact-share.ts';
import { resample } from './resample.ts';
import { amplitudesOf } from './sound.ts';
import type { Sound } from './sound.ts';
import { stoi } from './stoi.ts';

const HUMAN = '/usr/share/asterisk/sounds/en_US_f_Allison/demo-congrats.wav';
const VIETNAMESE =
  'Ủy ban nhân dân phường xin thông báo lịch cắt điện. Đề nghị bà con tắt các thiết bị điện.';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-probe-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(file: string, mostSeconds: number): Sound {
  const { samples, sampleRateHz } = readWav(readFileSync(file));
  return { samples: samples.slice(0, mostSeconds * sampleRateHz), sampleRateHz };
}

function spoken(): Sound {
  const file = join(folder, 'vi.wav');
  execFileSync('espeak-ng', ['-v', 'vi', '-w', file, VIETNAMESE]);
  return load(file, 20);
}

/** As a card at 48 kHz sounds it. */
function at48k(sound: Sound): Sound {
  const samples = Int16Array.from(resample(amplitudesOf(sound), sound.sampleRateHz, 48_000));
  return { samples, sampleRateHz: 48_000 };
}

/** Through Opus at 24 kbit/s and back, as every broadcast goes. */
function throughOpus(sound: Sound): Sound {
  const coded = join(folder, 'coded.opus');
  const back = join(folder, 'back.wav');
  const input = ['-f', 's16le', '-ar', '48000', '-ac', '1', '-i', 'pipe:0'];
  const quiet = ['-v', 'error', '-y'];
  execFileSync('ffmpeg', [...quiet, ...input, '-c:a', 'libopus', '-b:a', '24k', coded], {
    input: new Uint8Array(sound.samples.buffer),
  });
  execFileSync('ffmpeg', [...quiet, '-i', coded, '-ar', '48000', back]);
  return load(back, 60);
}

function withHoles(sound: Sound, share: number): Sound {
  const chance = chanceFrom(5);
  const gone = Array.from({ length: Math.ceil(sound.samples.length / 960) }, () => chance() < share);
  const samples = sound.samples.map((sample, i) => (gone[Math.floor(i / 960)] === true ? 0 : sample));
  return { ...sound, samples };
}

test('a recorded human voice is found and whole after a change of rate and half a second of silence', () => {
  const voice = load(HUMAN, 8);
  const recording = asRecording(at48k(voice), 0, { leadFrames: 24_000, wanted: 450_000 });
  expect(alignTo(voice, recording)).toBeCloseTo(500, 0);
  expect(intactShare(voice, recording)).toBeGreaterThan(0.99);
  expect(stoi(voice, recording)).toBeGreaterThan(0.99);
});

test('a tenth of the packets of a human voice missing is a tenth of it damaged, and is heard as such', () => {
  const voice = load(HUMAN, 8);
  const verdict = judgeFrames(voice, withHoles(at48k(voice), 0.1));
  expect(verdict.intact).toBeGreaterThan(0.8);
  expect(verdict.intact).toBeLessThan(0.95);
  expect(stoi(voice, withHoles(at48k(voice), 0.1))).toBeLessThan(0.97);
});

test('Vietnamese through Opus at 24 kbit/s stays intelligible and nearly whole', () => {
  const speech = spoken();
  const played = throughOpus(at48k(speech));
  expect(intactShare(speech, played)).toBeGreaterThan(0.95);
  expect(stoi(speech, played)).toBeGreaterThan(0.95);
});

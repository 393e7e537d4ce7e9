import { describe, expect, it } from 'vitest';
import { FIRST_TRIM, isSilent, levelFilter, nextTrim, readEbur128, readLoudnorm } from './loudness.ts';

const MINUTE = 60_000;
const speech = { lufs: -23.4, truePeakDbtp: -3.2, rangeLu: 6.1, thresholdLufs: -33.9, offsetLu: 0.3 };

describe('the correction after a try', () => {
  it.each([
    ['is none when all is well', { lufs: -16.2, truePeakDbtp: -2 }, 1, undefined],
    ['is none for a tone too short to measure', { lufs: null, truePeakDbtp: -2 }, 1, undefined],
    ['raises what is too quiet', { lufs: -18, truePeakDbtp: -2 }, 1, { gainDb: 2, ceilingDbfs: -3 }],
    ['lowers what is too loud', { lufs: -14, truePeakDbtp: -2 }, 1, { gainDb: -2, ceilingDbfs: -3 }],
    ['lowers the ceiling for a peak', { lufs: -16, truePeakDbtp: -0.5 }, 1, { gainDb: 0, ceilingDbfs: -4.1 }],
    ['goes no further than 6 dB at once', { lufs: -40, truePeakDbtp: -9 }, 1, { gainDb: 6, ceilingDbfs: -3 }],
    ['leaves the loudness after four tries', { lufs: -20, truePeakDbtp: -2 }, 4, undefined],
    ['turns peaks down all the same', { lufs: -20, truePeakDbtp: -1 }, 4, { gainDb: -0.7, ceilingDbfs: -3 }],
  ])('%s', (_, result, tries, expected) => {
    const next = nextTrim(FIRST_TRIM, result, tries);
    expect(next?.gainDb).toEqual(expected === undefined ? undefined : expect.closeTo(expected.gainDb));
    expect(next?.ceilingDbfs).toEqual(
      expected === undefined ? undefined : expect.closeTo(expected.ceilingDbfs),
    );
  });
});

describe('the figures that ffmpeg prints', () => {
  it('are read from the JSON of loudnorm', () => {
    const printed =
      'size=N/A time=00:00:09.42\n[Parsed_loudnorm_1 @ 0x55]\n{\n\t"input_i" : "-19.69",\n\t"input_tp" : "0.32",\n\t"input_lra" : "1.50",\n\t"input_thresh" : "-29.69",\n\t"target_offset" : "2.56"\n}\n';
    const expected = {
      lufs: -19.69,
      truePeakDbtp: 0.32,
      rangeLu: 1.5,
      thresholdLufs: -29.69,
      offsetLu: 2.56,
    };
    expect(readLoudnorm(printed)).toEqual(expected);
    expect(readLoudnorm(printed.replace('-19.69', '-inf'))?.lufs).toBe(-Infinity);
    expect(readLoudnorm('Conversion failed!')).toBeUndefined();
  });

  it('are read from the last summary of ebur128', () => {
    const summary = (i: string): string =>
      `Summary:\n\n  Integrated loudness:\n    I:         ${i} LUFS\n    Threshold: -26.3 LUFS\n\n  True peak:\n    Peak:       -2.6 dBFS\n`;
    expect(readEbur128(`${summary('-9.0')}${summary('-16.3')}`)).toEqual({ lufs: -16.3, truePeakDbtp: -2.6 });
    expect(readEbur128(summary('-70.0'))).toEqual({ lufs: null, truePeakDbtp: -2.6 });
    expect(readEbur128('')).toBeUndefined();
  });
});

describe('the filters', () => {
  it('carry the measured figures into the second pass of loudnorm', () => {
    const filter = levelFilter(speech, MINUTE, FIRST_TRIM);
    expect(filter).toContain(
      'loudnorm=I=-16:TP=-3:LRA=11:measured_I=-23.40:measured_TP=-3.20:measured_LRA=6.10',
    );
    expect(filter).toContain('alimiter=limit=0.7079');
  });

  it.each([
    ['whose peaks have room', { ...speech, truePeakDbtp: -12 }, MINUTE],
    ['too short for loudnorm to look ahead', speech, 2_000],
  ])('leave the dynamics alone of sound %s', (_, source, durationMs) => {
    const filter = levelFilter(source, durationMs, FIRST_TRIM);
    expect(filter).toContain('volume=7.40dB');
    expect(filter).not.toContain('loudnorm');
  });

  it('bring what is too short to measure to a peak', () => {
    expect(levelFilter({ ...speech, lufs: -Infinity }, 200, FIRST_TRIM)).toContain('volume=0.20dB');
  });

  it.each([
    [-Infinity, true],
    [Number.NaN, true],
    [-50.1, true],
    [-49.9, false],
  ])('take a true peak of %f dBTP for silence: %s', (truePeakDbtp, expected) => {
    expect(isSilent({ ...speech, truePeakDbtp })).toBe(expected);
  });
});

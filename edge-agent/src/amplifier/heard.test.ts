import { describe, expect, it } from 'vitest';
import { HeardMeter } from './heard.ts';
import { shouldBeOn } from './power.ts';

/** Levels of a sentence with a pause in it, dBFS, one every 200 ms. */
const SENTENCE = [-18, -22, -20, -60, -70, -19, -25, -17, -62, -21];

/** Notes the sentence with the current that `amplifier` answers to each level; returns the ms that counted as heard. */
function listen(meter: HeardMeter, amplifier: (level: number) => number): number {
  meter.begin();
  return SENTENCE.reduce(
    (sum, levelDbfs) => sum + meter.note({ levelDbfs, currentMa: amplifier(levelDbfs), ms: 200 }),
    0,
  );
}

/** An amplifier that draws 12 mA at rest and 600 mA at full scale. */
const healthy = (level: number) => 12 + 600 * 10 ** (level / 20);

describe('sound counts as heard', () => {
  it('when the current follows the programme, pauses between words included', () => {
    const meter = new HeardMeter();
    meter.note({ levelDbfs: -100, currentMa: 12, ms: 200 });
    expect(listen(meter, healthy)).toBe(2000);
    expect(meter.takePeriod()).toBe(true);
    expect(meter.isSilent).toBe(false);
  });

  it('also at a low volume', () => {
    const meter = new HeardMeter();
    expect(listen(meter, (level) => 60 * 10 ** (level / 20))).toBe(2000);
  });
});

describe('sound does not count as heard', () => {
  it('when the current stays the same, however high it is', () => {
    const meter = new HeardMeter();
    for (let i = 0; i < 20; i += 1) meter.note({ levelDbfs: -100, currentMa: 400, ms: 200 });
    expect(listen(meter, () => 400)).toBe(0);
    expect(meter.takePeriod()).toBe(false);
  });

  it('when the wire to the horns is cut', () => {
    const meter = new HeardMeter();
    expect(listen(meter, () => 0)).toBe(0);
  });

  it('while the programme itself is silent', () => {
    const meter = new HeardMeter();
    meter.begin();
    for (let i = 0; i < 10; i += 1) expect(meter.note({ levelDbfs: -80, currentMa: 0, ms: 200 })).toBe(0);
    expect(meter.takePeriod()).toBe(false);
    expect(meter.isSilent).toBe(false);
  });

  it('of a new broadcast, because the one before was heard', () => {
    const meter = new HeardMeter();
    listen(meter, healthy);
    meter.begin();
    expect(meter.isHeard).toBe(false);
    expect(meter.takePeriod()).toBe(false);
  });
});

it('calls the amplifier silent after three seconds of loud programme without current, and well again at the first sound', () => {
  const meter = new HeardMeter();
  for (let i = 0; i < 14; i += 1) meter.note({ levelDbfs: -20, currentMa: 0, ms: 200 });
  expect(meter.isSilent).toBe(false);
  meter.note({ levelDbfs: -20, currentMa: 0, ms: 200 });
  expect(meter.isSilent).toBe(true);
  meter.note({ levelDbfs: -20, currentMa: 60, ms: 200 });
  expect(meter.isSilent).toBe(false);
});

describe('the amplifier is on', () => {
  const facts = { now: 100_000, nextSoundAt: Infinity, lastSoundAt: -Infinity, leadMs: 500, tailMs: 10_000 };
  it.each([
    ['not while nothing is known to come', {}, false],
    ['not a second before sound', { nextSoundAt: 101_000 }, false],
    ['half a second before sound', { nextSoundAt: 100_500 }, true],
    ['while something sounds', { nextSoundAt: 99_000 }, true],
    ['nine seconds after', { lastSoundAt: 91_000 }, true],
    ['not ten seconds after', { lastSoundAt: 90_000 }, false],
  ])('%s', (_, change, isOn) => {
    expect(shouldBeOn({ ...facts, ...change })).toBe(isOn);
  });
});

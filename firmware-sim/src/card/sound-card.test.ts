import { beforeEach, describe, expect, test } from 'vitest';
import { writeCardStatus } from './card-status.ts';
import { FakePcmSource } from './fake-pcm-source.ts';
import { PERIOD_FRAMES, SoundCard } from './sound-card.ts';
import type { Period } from './sound-card.ts';

const wallStart = Date.UTC(2026, 8, 28, 10);
const wallOf = (mono: number) => wallStart + mono;
const sizes = { bufferFrames: 4800, startFrames: 960 };

let source: FakePcmSource;
let periods: Period[];

beforeEach(() => {
  source = new FakePcmSource();
  periods = [];
});

function play(card: SoundCard, untilMono: number): void {
  card.playUntil(untilMono, source, wallOf, (period) => periods.push(period));
}

const tone = (frames: number, value = 100) => Array.from({ length: frames }, () => value);
const ownFrames = () => periods.map((period) => period.ownFrames);

describe('the clock of the card', () => {
  test.each([0, 60, -100])(
    'after an hour, %i ppm are what the card is ahead or behind, to a frame',
    (ppm) => {
      const card = new SoundCard({ ppm, ...sizes }, 0);
      let frames = 0;
      for (let mono = 0; mono <= 3_600_000; mono += 1000) {
        card.playUntil(mono, source, wallOf, ({ samples }) => (frames += samples.length));
      }
      const wanted = 3_600_000 * 48 * (1 + ppm * 1e-6);
      expect(Math.abs(frames - wanted)).toBeLessThanOrEqual(PERIOD_FRAMES);
    },
  );

  test('late calls shift nothing: the stamps are those of calls on time', () => {
    const onTime = new SoundCard({ ppm: 40, ...sizes }, 0);
    for (let mono = 0; mono < 2000; mono += 1) play(onTime, mono);
    const wanted = periods.map(({ frame, beganAt }) => [frame, beganAt]);
    periods = [];
    const late = new SoundCard({ ppm: 40, ...sizes }, 0);
    for (const mono of [333, 334, 1500, 1999]) play(late, mono);
    expect(periods.map(({ frame, beganAt }) => [frame, beganAt])).toEqual(wanted);
  });

  test('a new clock error begins where the old one left off', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    play(card, 1000);
    card.setPpm(1000, 1000);
    play(card, 2000);
    const last = periods.at(-1);
    expect(last?.endedAt).toBeCloseTo(
      wallStart + 1000 + ((last?.frame ?? 0) + PERIOD_FRAMES - 48_000) / 48.048,
      6,
    );
    periods.slice(1).forEach(({ beganAt }, i) => expect(beganAt).toBeCloseTo(periods[i]?.endedAt ?? NaN, 6));
  });
});

describe('samples and silence', () => {
  test('every sample sounds once, in order, and the counters of the status say so', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(Array.from({ length: 2400 }, (_, i) => i + 1));
    play(card, 40);
    expect(card.status).toMatchObject({
      state: 'RUNNING',
      hwPtr: 1920,
      applPtr: 2400,
      stampedAt: wallStart + 40,
    });
    play(card, 50);
    const heard = periods.flatMap(({ samples }) => [...samples]);
    expect(heard).toEqual(Array.from({ length: 2400 }, (_, i) => i + 1));
  });

  test('what does not fit waits outside, and the card never holds more than its buffer', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(tone(20_000));
    play(card, 10);
    expect(card.status.applPtr - card.status.hwPtr).toBe(4800 - PERIOD_FRAMES);
    expect(source.waiting).toBe(20_000 - 4800);
  });

  test('an underrun is silence, is counted once, and does not move the pointer', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(tone(1200));
    play(card, 100);
    expect(card.status).toMatchObject({ state: 'XRUN', hwPtr: 1200, triggeredAt: wallStart + 30 });
    expect(card.underruns).toBe(1);
    expect(ownFrames()).toEqual([480, 480, 240, 0, 0, 0, 0, 0, 0, 0]);
    source.give(tone(1440));
    play(card, 120);
    expect(card.status).toMatchObject({ state: 'RUNNING', hwPtr: 1200 + 960, triggeredAt: wallStart + 100 });
  });

  test('it does not start before enough waits', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(tone(959));
    play(card, 50);
    expect(card.status).toMatchObject({ state: 'PREPARED', hwPtr: 0, applPtr: 959 });
    source.give(tone(1));
    play(card, 60);
    expect(card.status.state).toBe('RUNNING');
  });

  test('the last samples of a writer that went away still sound, without an underrun', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(tone(1100));
    source.go();
    play(card, 60);
    expect(ownFrames()).toEqual([480, 480, 140, 0, 0, 0]);
    expect(card.status.state).toBe('CLOSED');
    expect(card.underruns).toBe(0);
  });

  test('while it hangs it takes nothing, is silent and still says RUNNING; then it goes on where it stopped', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(Array.from({ length: 9600 }, (_, i) => i + 1));
    play(card, 20);
    card.isHanging = true;
    const { hwPtr, applPtr } = card.status;
    play(card, 60);
    expect(card.status).toMatchObject({ state: 'RUNNING', hwPtr, applPtr, stampedAt: wallStart + 60 });
    expect(ownFrames()).toEqual([480, 480, 0, 0, 0, 0]);
    card.isHanging = false;
    play(card, 70);
    expect(periods.at(-1)?.samples[0]).toBe(961);
  });

  test('what waited in a card that was pulled out is lost, and its clock has gone on', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(tone(4000));
    play(card, 20);
    card.drop();
    source.go();
    play(card, 50);
    expect(card.status.state).toBe('CLOSED');
    expect(ownFrames()).toEqual([480, 480, 0, 0, 0]);
    expect(periods.at(-1)?.endedAt).toBe(wallStart + 50);
  });

  test('the next writer begins at frame 0', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(tone(1000));
    source.go();
    play(card, 60);
    source.ownerPid = 4712;
    source.give(tone(2000));
    play(card, 70);
    expect(card.status).toMatchObject({ state: 'RUNNING', ownerPid: 4712, hwPtr: 480, applPtr: 2000 });
  });
});

describe('the status text', () => {
  test('is what Linux writes for a running card', () => {
    const card = new SoundCard({ ppm: 0, ...sizes }, 0);
    source.give(tone(1500));
    play(card, 10.5);
    expect(writeCardStatus(card.status)).toBe(
      'state: RUNNING\nowner_pid   : 4711\ntrigger_time: 1790589600.000000000\n' +
        'tstamp      : 1790589600.010000000\ndelay       : 1020\navail       : 3780\navail_max   : 3780\n' +
        '-----\nhw_ptr      : 480\nappl_ptr    : 1500\n',
    );
  });

  test('of a card that nobody has opened is one word', () => {
    expect(writeCardStatus(new SoundCard({ ppm: 0, ...sizes }, 0).status)).toBe('closed\n');
  });
});

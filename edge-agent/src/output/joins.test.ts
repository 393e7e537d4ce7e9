import { describe, expect, it } from 'vitest';
import type { Contender } from '@loa/protocol';
import { TurnBoard, type Candidate } from '../reconcile/turn-board.ts';
import { clickLevel, greatestStep } from '../testing/clicks.ts';
import { FakeSource, sine } from './fake-source.ts';
import { Programme } from './programme.ts';

const T0 = 1_790_000_000_000;
const FRAMES_PER_MS = 48;
const AMPLITUDE = 12_000;
const HERTZ = 440;

function candidate(id: string, fromMs: number, contender: Partial<Contender> = {}): Candidate {
  const startAt = T0 + fromMs;
  const stored: Contender = {
    ...{ id, class: 'normal', rank: 'commune', startAt, durationMs: 60_000 },
    ...{ latestStartAt: startAt + 60_000, latestEndAt: startAt + 600_000 },
    ...contender,
  };
  return { contender: stored, kind: 'stored', readiness: 'yes' };
}

function build(candidates: Candidate[], sources: Record<string, FakeSource>) {
  const board = new TurnBoard([]);
  board.setCandidates(candidates);
  const programme = new Programme({
    board,
    sourceOf: (id) => sources[id],
    onTransitions: () => undefined,
    onPlayed: () => undefined,
    onMissing: () => undefined,
  });
  let now = 0;
  const play = (ms: number): Int16Array => {
    const sound = new Int16Array(ms * FRAMES_PER_MS);
    for (let end = now + ms, frame = 0; now < end; now += 10, frame += 480)
      programme.render(sound.subarray(frame, frame + 480), T0 + now, now);
    return sound;
  };
  return { board, programme, play };
}

/** A low tone that is never cut has its samples' rounding above 8 kHz and nothing else, dBFS. */
const NO_CLICK_DBFS = -95;
/** The steepest that a tone goes from one sample to the next, with one for rounding. */
const steepest = (hertz: number) => (AMPLITUDE * 2 * Math.PI * hertz) / 48_000 + 1;

const tone = (hertz = HERTZ) => new FakeSource(sine(hertz, AMPLITUDE));
const emergency = (fromMs: number, durationMs: number) =>
  candidate('alarm', fromMs, { class: 'emergency', durationMs });
/** Without the last 3 ms, where the measure would hear its own end. */
const levelOf = (sound: Int16Array, fromMs = 0, toMs = sound.length / FRAMES_PER_MS - 3) =>
  clickLevel(sound, fromMs * FRAMES_PER_MS, toMs * FRAMES_PER_MS);
const joined = (...sounds: Int16Array[]) => Int16Array.from(sounds.flatMap((sound) => [...sound]));
const peakOf = (sound: Int16Array) => sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

describe('the measure of clicks', () => {
  const whole = Int16Array.from({ length: 24_000 }, (_, frame) => Math.round(sine(HERTZ, AMPLITUDE)(frame)));

  it('finds nothing in a tone', () => {
    expect(levelOf(whole, 3)).toBeLessThan(NO_CLICK_DBFS - 5);
  });

  it('finds a cut, also one across half a millisecond', () => {
    const cut = whole.map((sample, frame) => (frame < 12_027 ? sample : -sample));
    expect(levelOf(cut, 240, 260)).toBeGreaterThan(-60);
    const quick = whole.map((sample, frame) => sample * Math.min(1, Math.max(0, (12_050 - frame) / 24)));
    expect(levelOf(quick, 240, 260)).toBeGreaterThan(NO_CLICK_DBFS + 25);
  });

  it('finds a step of a hundredth of full scale', () => {
    const stepped = whole.map((sample, frame) => (frame < 12_000 ? sample : sample + 328));
    expect(levelOf(stepped, 240, 260)).toBeGreaterThan(-75);
  });
});

describe('there is no click', () => {
  it('where a broadcast begins in the middle of a wave, and where it ends', () => {
    const alone = build([candidate('news', 53, { durationMs: 501 })], { news: tone() });
    const sound = alone.play(1000);
    expect(peakOf(sound.subarray(0, 53 * FRAMES_PER_MS))).toBe(0);
    expect(peakOf(sound.subarray(575 * FRAMES_PER_MS))).toBe(0);
    expect(levelOf(sound)).toBeLessThan(NO_CLICK_DBFS);
    expect(greatestStep(sound)).toBeLessThan(steepest(HERTZ));
  });

  it('where an emergency takes the turn, and where the news comes back', () => {
    const sources = { news: tone(), alarm: tone(313) };
    const sound = build([candidate('news', 0), emergency(505, 1003)], sources).play(3000);
    expect(levelOf(sound)).toBeLessThan(NO_CLICK_DBFS);
    expect(greatestStep(sound)).toBeLessThan(steepest(HERTZ) + steepest(313));
  });

  it('where an emergency is so short that the news comes back while it still fades', () => {
    const sources = { news: tone(), alarm: tone(313) };
    const sound = build([candidate('news', 0), emergency(505, 103)], sources).play(1500);
    expect(levelOf(sound)).toBeLessThan(NO_CLICK_DBFS);
    expect(greatestStep(sound)).toBeLessThan(steepest(HERTZ) + steepest(313));
  });

  it('where the volume changes', () => {
    const { programme, play } = build([candidate('news', 0)], { news: tone() });
    const before = play(500);
    programme.setGain(0.3);
    expect(levelOf(joined(before, play(500)))).toBeLessThan(NO_CLICK_DBFS);
  });

  it('where live sound fails in the middle of a wave and comes back', () => {
    const live = tone();
    live.endsAt = 20_013;
    const { play } = build([candidate('speech', 0)], { speech: live });
    const before = play(600);
    live.endsAt = Infinity;
    const sound = joined(before, play(500));
    expect(peakOf(sound.subarray(450 * FRAMES_PER_MS, 600 * FRAMES_PER_MS))).toBe(0);
    expect(levelOf(sound, 580)).toBeLessThan(NO_CLICK_DBFS);
    expect(levelOf(sound)).toBeLessThan(NO_CLICK_DBFS);
  });

  it('where a source jumps by fifty milliseconds and a bit', () => {
    const news = tone();
    const { play } = build([candidate('news', 0)], { news });
    const before = play(600);
    news.correctionFrames = 2455;
    const sound = joined(before, play(500));
    expect(levelOf(sound)).toBeLessThan(NO_CLICK_DBFS);
    expect(greatestStep(sound)).toBeLessThan(2 * steepest(HERTZ));
  });
});

describe('there is no click where drift is made up', () => {
  const runFor = (ms: number, render: (block: Int16Array, now: number) => void) => {
    const sound = new Int16Array(ms * FRAMES_PER_MS);
    for (let now = 0; now < ms; now += 10) render(sound.subarray(now * FRAMES_PER_MS).subarray(0, 480), now);
    return sound;
  };

  it('after the wanted place has moved by 10 ms', () => {
    const news = tone();
    const { programme } = build([candidate('news', 0)], { news });
    const sound = runFor(3000, (block, now) => {
      if (now === 1000) news.correctionFrames = 480;
      programme.render(block, T0 + now, now);
    });
    expect(levelOf(sound)).toBeLessThan(NO_CLICK_DBFS);
  });

  it('on a crystal that changes its mind from -100 to +100 parts per million', () => {
    const { programme } = build([candidate('news', 0)], { news: tone() });
    let at = T0;
    const sound = runFor(3000, (block, now) => {
      const pace = 1 + (now < 1500 ? -100e-6 : 100e-6);
      programme.render(block, at, now, pace);
      at += 10 * pace;
    });
    expect(levelOf(sound)).toBeLessThan(NO_CLICK_DBFS);
  });
});

describe('where one broadcast takes the turn of another', () => {
  const silent = () => new FakeSource(() => 0);

  it('the one that comes is whole after 15 ms', () => {
    const sound = build([candidate('news', 0), emergency(505, 1000)], { news: silent(), alarm: tone() }).play(
      1000,
    );
    const wave = 1000 / HERTZ;
    const at = (ms: number) =>
      peakOf(sound.subarray(ms * FRAMES_PER_MS, Math.ceil((ms + wave) * FRAMES_PER_MS)));
    expect(at(520)).toBeGreaterThan(AMPLITUDE * 0.999);
    expect(at(506)).toBeGreaterThan(AMPLITUDE * 0.02);
  });

  it('the one that goes falls beneath it in equal power over 250 ms', () => {
    const sources = { news: new FakeSource(() => 10_000), alarm: silent() };
    const sound = build([candidate('news', 0), emergency(500, 2000)], sources).play(1000);
    const gains = [500, 583, 625, 667, 749].map((ms) => (sound[ms * FRAMES_PER_MS] as number) / 10_000);
    gains.forEach((gain, i) => expect(gain).toBeCloseTo([1, 0.867, 0.707, 0.496, 0.006][i] ?? NaN, 1.9));
    expect(sound[751 * FRAMES_PER_MS]).toBe(0);
  });

  it('the one that comes back swells over 250 ms', () => {
    const sources = { news: new FakeSource(() => 10_000), alarm: silent() };
    const sound = build([candidate('news', 0), emergency(500, 500)], sources).play(1500);
    const gains = [1001, 1083, 1125, 1167, 1251].map((ms) => (sound[ms * FRAMES_PER_MS] as number) / 10_000);
    gains.forEach((gain, i) => expect(gain).toBeCloseTo([0.006, 0.498, 0.707, 0.866, 1][i] ?? NaN, 1.9));
  });
});

import { join } from 'node:path';
import { eventually, LATENCY_MS, type LatencyProfile } from '@loa/protocol';
import type { Sound } from '../probe/sound.ts';
import { LINES, type LineName } from '../wan/line-keys.ts';
import { busRecording, lastLive } from '../world/bus-recording.ts';
import { FarPoles } from '../world/far-poles.ts';
import { LiveScreen } from '../world/live-screen.ts';
import { during } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { receptionOf, type Reception } from '../world/receiver-log.ts';
import { readSound, recordPoles } from '../world/recordings.ts';
import { longSpeech } from '../world/speech.ts';
import { ADMINISTRATOR } from '../world/two-wards.ts';
import { hasGStreamer, playByGStreamer } from './gstreamer.ts';
import { readLossOptions } from './loss-options.ts';
import { tenths, type Figures, type Row } from './table.ts';
import { verdictOn } from './verdict.ts';

/** The lines are bad for so long before somebody speaks: no exchange of time is under way when their delay changes. */
const SETTLING_MS = 3_000;
/** How long the far poles have to come back to a line that is faultless again. */
const COME_BACK_MS = 60_000;

/** What came of one programme over the bad lines; lists are in the order of the poles. */
interface Aired {
  profile: LatencyProfile;
  programme: Sound;
  played: Sound[];
  kbitPerSecond: number[];
  receptions: (Reception | undefined)[];
  /** Times that each sound card ran dry: faults of this machine or of the agent, not of the line. */
  underruns: number[];
}

/**
 * Real speech from a real browser's microphone to a real agent behind each bad line, once for each latency profile: what
 * each pole's sound card played against the server's own recording. Poles enrol on faultless lines; the lines are bad
 * from before the broadcast begins until after its end. GStreamer beside it where it is installed.
 */
export async function benchLoss(args: readonly string[], centre: string): Promise<Figures> {
  const { lines, profiles, seconds } = readLossOptions(args);
  const world = await FarPoles.open(centre, lines);
  try {
    const browser = await openBrowser(await longSpeech(join(world.folder, 'speech.wav')), true);
    try {
      const { username, password } = ADMINISTRATOR;
      const bench = new LossBench(
        world,
        new LiveScreen(await signIn(browser, world.server.ready.url, username, password)),
        seconds,
      );
      await bench.sayAWord();
      const aired: Aired[] = [];
      for (const profile of profiles) aired.push(await bench.air(profile));
      const byGStreamer = await bench.airByGStreamer();
      // Judging computes for seconds on end, so that nobody would be listened to meanwhile: it comes last.
      const rows = aired.flatMap((one) => rowsOf(lines, one));
      return byGStreamer === undefined ? { rows } : { rows, gstreamerRows: rowsOf(lines, byGStreamer) };
    } finally {
      await browser.close();
    }
  } finally {
    await world.close();
  }
}

class LossBench {
  readonly #world: FarPoles;
  readonly #screen: LiveScreen;
  readonly #seconds: number;
  /** What was said in the first broadcast, as a WAV file. */
  #programme: string | undefined;

  constructor(world: FarPoles, screen: LiveScreen, seconds: number) {
    this.#world = world;
    this.#screen = screen;
    this.#seconds = seconds;
  }

  /** A word on the faultless lines: every pole can be reached, and the leveller knows the voice. */
  async sayAWord(): Promise<void> {
    await this.#open('standard');
    await this.#screen.goLive();
    await this.#world.everyPole(({ reported }) =>
      reported?.sounding?.kind === 'live' ? undefined : 'does not sound',
    );
    await during(3_000);
    await this.#screen.stop();
  }

  async air(profile: LatencyProfile): Promise<Aired> {
    const { officer, folder, far } = this.#world;
    await this.#open(profile);
    console.log(`${profile}: ${this.#seconds} s on ${far.length} lines`);
    const { recordings, ...measured } = await this.#speak(profile);
    const broadcastId = await lastLive(officer);
    const receptions = await this.#receptions(broadcastId);
    const wav = await busRecording(officer, broadcastId, folder);
    this.#programme ??= wav;
    return { profile, programme: await readSound(wav), played: recordings, receptions, ...measured };
  }

  /** The same speech over the same lines by GStreamer; undefined where it is not installed. */
  async airByGStreamer(): Promise<Aired | undefined> {
    if (this.#programme === undefined || !(await hasGStreamer())) return undefined;
    console.log(`GStreamer: ${this.#seconds} s on the same lines`);
    const { far, folder } = this.#world;
    const lines = far.map(({ line }) => line);
    let meter: () => Promise<number[]> = async () => [];
    const run = await playByGStreamer(this.#programme, lines, folder, async () => {
      this.#spoil();
      meter = await this.#meter();
    });
    const kbitPerSecond = await meter();
    this.#mend();
    return { profile: 'standard', ...run, kbitPerSecond, receptions: [], underruns: [] };
  }

  async #speak(profile: LatencyProfile) {
    const { poles, folder } = this.#world;
    let kbitPerSecond: number[] = [];
    const before = poles.map(({ card }) => card.underruns);
    this.#spoil();
    await during(SETTLING_MS);
    const talk = async () => {
      const meter = await this.#meter();
      await this.#screen.goLive();
      await during(this.#seconds * 1000);
      await this.#screen.stop();
      kbitPerSecond = await meter();
      await during(LATENCY_MS[profile] + 1_500);
    };
    const recordings = await recordPoles(poles, folder, profile, talk, 'card');
    this.#mend();
    const underruns = poles.map(({ card }, index) => card.underruns - (before[index] ?? 0));
    return { recordings, kbitPerSecond, underruns };
  }

  /** Every pole is there and waits, and the microphone is open. */
  async #open(profile: LatencyProfile): Promise<void> {
    const { areaId } = this.#world;
    await this.#world.everyPole(
      ({ state, reported }) => (state === 'online' && reported?.sounding === null ? undefined : state),
      COME_BACK_MS,
    );
    await this.#screen.open([areaId], false, { chime: 'none', profile });
  }

  #spoil(): void {
    for (const { label, line } of this.#world.far) line.set(LINES[label as LineName]);
  }

  #mend(): void {
    for (const { line } of this.#world.far) line.set({});
  }

  /**
   * From now on until asked: kbit/s that came out of each line at the pole, by the line's own counters. All that the pole
   * gets counts (sound, what was sent again, MQTT, time), with IP headers.
   */
  async #meter(): Promise<() => Promise<number[]>> {
    const bytes = () =>
      Promise.all(this.#world.far.map(async ({ line }) => (await line.counters()).down.bytes));
    const before = await bytes();
    const fromMono = performance.now();
    return async () => {
      const ms = performance.now() - fromMono;
      return (await bytes()).map((now, index) => tenths(((now - (before[index] ?? 0)) * 8) / ms));
    };
  }

  async #receptions(broadcastId: string): Promise<(Reception | undefined)[]> {
    let receptions: (Reception | undefined)[] = [];
    await eventually(async () => {
      receptions = await Promise.all(this.#world.poles.map((pole) => receptionOf(pole.logFile, broadcastId)));
      const missing = receptions.findIndex((reception) => reception === undefined);
      return missing < 0 ? undefined : `${this.#world.far[missing]?.label} is still in the broadcast`;
    }, COME_BACK_MS);
    return receptions;
  }
}

function rowsOf(lines: readonly LineName[], { profile, programme, ...aired }: Aired): Row[] {
  return lines.map((line, index) => {
    const { intact, stoi, ...rest } = verdictOn(programme, aired.played[index] as Sound);
    const kbitPerSecond = aired.kbitPerSecond[index] ?? null;
    const underruns = aired.underruns[index];
    const ownFaults = underruns === undefined ? {} : { underruns };
    return { line, profile, intact, stoi, kbitPerSecond, ...rest, ...ownFaults, ...aired.receptions[index] };
  });
}

import { join } from 'node:path';
import { LATENCY_MS } from '@loa/protocol';
import type { StampedRecording } from '../probe/recording.ts';
import { wallTimeOf } from '../probe/recording.ts';
import { skewBetween } from '../probe/skew-between.ts';
import { LiveScreen } from '../world/live-screen.ts';
import { during } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { recordPoles } from '../world/recordings.ts';
import { recordedSpeech } from '../world/speech.ts';
import { ADMINISTRATOR, TwoWards } from '../world/two-wards.ts';
import { readMouth, tapMouth } from './mouth-tap.ts';
import { cpuSecondsOf, rssMbOf } from '../world/process-facts.ts';
import { percentileOf, tenths, type Figures } from './table.ts';

const PRESSES = 20;
const TALK_MS = 3_000;
const LONG_TALK_MS = 25_000;
const PROFILE = 'standard';
/** Sound begins where a 10 ms block exceeds this, full scale 32,768 (about -46 dBFS). */
const ONSET_AMPLITUDE = 160;

/**
 * Real speech from a real browser to six virtual poles: from the press to the first sound on the last pole, from the
 * microphone to the horn, the skew between poles, and what it costs.
 */
export async function benchLive(): Promise<Figures> {
  const world = await TwoWards.open({ ppm: [50, -50, 20, -20, 30, 0] });
  const browser = await openBrowser(await recordedSpeech(join(world.folder, 'speech.wav'), 30), true);
  try {
    const page = await signIn(
      browser,
      world.server.ready.url,
      ADMINISTRATOR.username,
      ADMINISTRATOR.password,
    );
    await tapMouth(page);
    const screen = new LiveScreen(page);
    // With a place that is left out, the six poles are not "all", which would ask for a long press.
    const { id: province } = (await world.officer.get<{ id: string }[]>('/api/areas'))[0] as { id: string };
    const elsewhere = await world.officer.addArea('Phường Bắc Hà', 'commune', province);
    await world.officer.addCluster(elsewhere.id, 'Bắc Hà 1');
    const areas = [world.thachHung.areaId, world.tanGiang.areaId];
    await screen.open(areas, false, { chime: 'none', profile: PROFILE });
    const pressToSpeech: number[] = [];
    for (let press = 0; press < PRESSES; press += 1)
      pressToSpeech.push(await pressOnce(world, screen, press));
    const cost = new Costs(world);
    await screen.open(areas, false, { chime: 'none', profile: PROFILE });
    const recordings = await recordPoles(world.poles, world.folder, 'talk', async () => {
      await screen.goLive();
      await during(2_000);
      await cost.begin();
      await during(LONG_TALK_MS);
      await cost.end();
    });
    const mouth = await readMouth(page);
    await screen.stop();
    const [first, ...others] = recordings as [StampedRecording, ...StampedRecording[]];
    const skews = others.flatMap((other) =>
      skewBetween(first, other).windows.map(({ skewMs }) => Math.abs(skewMs)),
    );
    const extras = recordings
      .flatMap((recording) => delays(mouth, recording))
      .map((delay) => delay - LATENCY_MS[PROFILE]);
    return {
      pressToSpeechP95Ms: percentileOf(pressToSpeech, 95),
      pressToSpeechP50Ms: percentileOf(pressToSpeech, 50),
      mouthToEarExtraP95Ms: percentileOf(extras, 95),
      mouthToEarExtraP50Ms: percentileOf(extras, 50),
      skewP99Ms: percentileOf(skews, 99),
      ...cost.figures(),
    };
  } finally {
    await browser.close();
    await world.close();
  }
}

async function pressOnce(world: TwoWards, screen: LiveScreen, press: number): Promise<number> {
  let pressedAt = 0;
  const recordings = await recordPoles(world.poles, world.folder, `press-${press}`, async () => {
    await during(300);
    pressedAt = Date.now();
    await screen.goLive();
    await during(TALK_MS);
    await screen.stop();
    await during(1_500);
  });
  return Math.max(...recordings.map((recording) => onsetOf(recording) - pressedAt));
}

function onsetOf(recording: StampedRecording): number {
  const scale = recording.samples instanceof Int16Array ? 1 : 32_768;
  const frame = recording.samples.findIndex((sample) => Math.abs(sample) * scale > ONSET_AMPLITUDE);
  return frame < 0 ? Infinity : wallTimeOf(recording, frame);
}

/** Mouth to horn, ms, second by second. */
function delays(mouth: StampedRecording, recording: StampedRecording): number[] {
  return skewBetween(mouth, recording, { reachMs: 2_000 }).windows.map(({ skewMs }) => skewMs);
}

/** Processor time and memory of the server and of the agents over a stretch of time. */
class Costs {
  readonly #world: TwoWards;
  #startedAt = 0;
  #endedAt = 0;
  #server: number[] = [];
  #agents: number[][] = [];
  #rssMb: number[] = [];

  constructor(world: TwoWards) {
    this.#world = world;
  }

  async begin(): Promise<void> {
    this.#startedAt = performance.now();
    await this.#read();
  }

  async end(): Promise<void> {
    await this.#read();
    this.#endedAt = performance.now();
    this.#rssMb = await Promise.all(this.#world.poles.map((pole) => rssMbOf(pole.agent.pid as number)));
  }

  figures(): Figures {
    const seconds = (this.#endedAt - this.#startedAt) / 1000;
    const share = (values: number[]) => (((values[1] ?? NaN) - (values[0] ?? NaN)) / seconds) * 100;
    const agents =
      this.#agents[0]?.map((_, index) => share(this.#agents.map((reading) => reading[index] ?? NaN))) ?? [];
    return {
      serverCpuPercent: tenths(share(this.#server)),
      agentCpuPercent: tenths(Math.max(...agents)),
      agentRssMb: tenths(Math.max(...this.#rssMb)),
    };
  }

  async #read(): Promise<void> {
    this.#server.push(await cpuSecondsOf(this.#world.server.pid));
    this.#agents.push(
      await Promise.all(this.#world.poles.map((pole) => cpuSecondsOf(pole.agent.pid as number))),
    );
  }
}

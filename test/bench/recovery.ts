import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FarPoles } from '../world/far-poles.ts';
import { LiveScreen } from '../world/live-screen.ts';
import { during } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { childrenOf } from '../world/process-facts.ts';
import { readSound, recordPoles } from '../world/recordings.ts';
import { denseSpeech } from '../world/speech.ts';
import { ADMINISTRATOR } from '../world/two-wards.ts';
import { readRecoveryOptions, type DisturbanceName } from './recovery-options.ts';
import { RecoveryJudge, type Moments, type Trial } from './recovery-judge.ts';
import type { Figures } from './table.ts';

const LABELS = ['cum-1', 'cum-2', 'cum-3'];
/** RTT 80 ms. */
const LINE = { delay: 40 };
const SETTLING_MS = 2_000;
const CALM_MS = 4_000;
const CUT_MS = 10_000;
/** How long the broadcast goes on afterwards: whoever is not back by then does not come back. */
const AFTERWARDS_MS: Record<DisturbanceName, number> = {
  link: 15_000,
  address: 15_000,
  nat: 15_000,
  worker: 15_000,
  server: 30_000,
};
/**
 * Speech without pauses from a real browser to poles behind lines with an RTT of 80 ms, and what may happen to it. Each
 * figure is the worst pole's: the end of the longest silence that begins after the event, counted from the event (for the
 * cut line, from its mending); 0 where buffered sound bridged it, null where speech did not come back.
 */
export async function benchRecovery(args: readonly string[], centre: string): Promise<Figures> {
  const names = readRecoveryOptions(args);
  const world = await FarPoles.open(centre, LABELS);
  try {
    const speech = await denseSpeech(join(world.folder, 'speech.wav'));
    const browser = await openBrowser(speech, true);
    try {
      const { username, password } = ADMINISTRATOR;
      const page = await signIn(browser, world.server.ready.url, username, password);
      const bench = new RecoveryBench(world, new LiveScreen(page));
      await bench.sayAWord();
      const trials: Trial[] = [];
      for (const name of names) trials.push(await bench.tryOut(name));
      // Judging computes for seconds on end, so that nobody would be listened to meanwhile: it comes last.
      const judge = new RecoveryJudge(await readSound(speech));
      return Object.fromEntries(trials.map((trial) => [`${trial.name}Ms`, judge.worstOf(trial)]));
    } finally {
      await browser.close();
    }
  } finally {
    await world.close();
  }
}

class RecoveryBench {
  readonly #world: FarPoles;
  readonly #screen: LiveScreen;
  readonly #disturb: Record<DisturbanceName, () => Promise<Moments>> = {
    link: () => this.#cutLines(),
    address: () => this.#changeAddresses(),
    nat: () => this.#rebind(),
    worker: () => this.#killWorker(),
    server: () => this.#restartServer(),
  };

  constructor(world: FarPoles, screen: LiveScreen) {
    this.#world = world;
    this.#screen = screen;
    for (const { line } of world.far) line.set(LINE);
  }

  /** Every pole can be reached, and the leveller knows the voice. */
  async sayAWord(): Promise<void> {
    await this.#open();
    await this.#screen.goLive();
    await this.#everyPoleSounds();
    await during(CALM_MS);
    await this.#screen.stop();
  }

  async tryOut(name: DisturbanceName): Promise<Trial> {
    const { poles, folder } = this.#world;
    await this.#open();
    let calmFromMs = 0;
    let untilMs = 0;
    let moments: Moments = { fromMs: [], countedFromMs: [] };
    const talk = async () => {
      await this.#screen.goLive();
      await this.#everyPoleSounds();
      // A pole says that it sounds when its turn begins, which is before the first sound is due.
      await during(SETTLING_MS);
      calmFromMs = Date.now();
      await during(CALM_MS);
      moments = await this.#disturb[name]();
      await during(AFTERWARDS_MS[name]);
      untilMs = Date.now();
    };
    const recordings = await recordPoles(poles, folder, name, talk, 'card');
    // After the server's end nobody knows whether there is still something to be stopped.
    if (name !== 'server') await this.#screen.stop();
    return { name, recordings, ...moments, calmFromMs, untilMs };
  }

  /** Every pole is there and waits, and the microphone is open. */
  async #open(): Promise<void> {
    const { areaId } = this.#world;
    await this.#world.everyPole(({ state, reported }) =>
      state === 'online' && reported?.sounding === null ? undefined : `${state}, or still sounds`,
    );
    await this.#screen.open([areaId], false, { chime: 'none', profile: 'standard' });
  }

  #everyPoleSounds(): Promise<void> {
    return this.#world.everyPole(({ reported }) =>
      reported?.sounding?.kind === 'live' ? undefined : 'does not sound',
    );
  }

  async #cutLines(): Promise<Moments> {
    const { far } = this.#world;
    const cutAt = Date.now();
    for (const { line } of far) line.cut();
    await during(CUT_MS);
    const mendedAt = Date.now();
    for (const { line } of far) line.mend();
    return { fromMs: far.map(() => cutAt), countedFromMs: far.map(() => mendedAt) };
  }

  /** As a carrier does: the old address is gone with every socket that was open on it. */
  async #changeAddresses(): Promise<Moments> {
    const changedAt: number[] = [];
    for (const { line } of this.#world.far) {
      changedAt.push(Date.now());
      await line.changeAddress();
    }
    return { fromMs: changedAt, countedFromMs: changedAt };
  }

  /** As a carrier's address translator does that was restarted: what was open is forgotten, and nobody is told. */
  #rebind(): Promise<Moments> {
    return this.#atOnce(() => {
      for (const { line } of this.#world.far) line.rebind();
    });
  }

  async #killWorker(): Promise<Moments> {
    const worker = await workerOf(this.#world.server.pid);
    return this.#atOnce(() => process.kill(worker, 'SIGKILL'));
  }

  /** As a supervisor does: started again on the same files and ports as soon as it is gone. */
  async #restartServer(): Promise<Moments> {
    const moments = await this.#atOnce(() => this.#world.server.kill());
    await this.#world.server.start();
    return moments;
  }

  async #atOnce(deed: () => unknown): Promise<Moments> {
    const times = this.#world.far.map(() => Date.now());
    await deed();
    return { fromMs: times, countedFromMs: times };
  }
}

async function workerOf(serverPid: number): Promise<number> {
  for (const pid of await childrenOf(serverPid)) {
    // The kernel keeps 15 letters of a program's name.
    const name = await readFile(`/proc/${pid}/comm`, 'utf8');
    if ('mediasoup-worker'.startsWith(name.trim())) return pid;
  }
  throw new Error('the server has no media worker');
}

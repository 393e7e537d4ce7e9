import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import opusWasm from '@evan/opus/wasm/simd.wasm';
import { loadOpus, systemClock, type Opus } from '@loa/protocol';
import type { Logger } from 'pino';
import type { AmplifierKeeper } from './amplifier/amplifier-keeper.ts';
import { openAmplifier } from './amplifier/amplifier-opener.ts';
import { HeardMeter } from './amplifier/heard.ts';
import { MediaFetcher } from './cache/media-fetcher.ts';
import { MediaStore } from './cache/media-store.ts';
import { ClosingStack } from './closing-stack.ts';
import type { AgentConfig } from './config.ts';
import { isDueSoon } from './health/asking-pace.ts';
import { ProblemBoard } from './health/problem-board.ts';
import { Refusals } from './health/refusals.ts';
import { WatchdogKeeper } from './health/watchdog-keeper.ts';
import { WatchdogLink } from './health/watchdog-link.ts';
import { PlaylogSender } from './link/playlog-sender.ts';
import { PlaylogStore } from './link/playlog-store.ts';
import { OutputKeeper } from './output/output-keeper.ts';
import { MediaListener } from './receive/media-listener.ts';
import { FlowOpener } from './reconcile/flow-opener.ts';
import { MessageGatekeeper } from './reconcile/message-gatekeeper.ts';
import { MessageStore } from './reconcile/message-store.ts';
import { PlayTally } from './reconcile/play-tally.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import { StepRunner } from './reconcile/step-runner.ts';
import { TurnBoard } from './reconcile/turn-board.ts';
import { TurnKeeper } from './reconcile/turn-keeper.ts';
import { TurnStore } from './reconcile/turn-store.ts';
import { VolumeKeeper } from './reconcile/volume-keeper.ts';
import { VolumeStore } from './reconcile/volume-store.ts';
import { startLine, type Doing, type Sound } from './line-starter.ts';
import { RoundKeeper } from './round-keeper.ts';
import { startTime, type Time } from './time-starter.ts';
import { AGENT_VERSION } from './version.ts';

/** Bytes of a megabyte. */
const MB = 1024 * 1024;

export interface AgentOptions {
  config: AgentConfig;
  log: Logger;
  /** Where systemd says how it wants to be told. */
  environment?: NodeJS.ProcessEnv;
}

/** One pole's agent: all its parts, started in order and closed in reverse. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #ailing = { problems: new ProblemBoard(), refusals: new Refusals(), heard: new HeardMeter() };
  readonly #closers = new ClosingStack();
  readonly #rounds = new RoundKeeper(() => systemClock.mono());
  #volumePercent = 100;
  // Parts that come later want to hear of what earlier ones see.
  #reconcile: () => void = () => undefined;
  #report: () => void = () => undefined;
  #onClockKnown: () => void = () => undefined;
  #isLive: () => boolean = () => false;
  #isDue: () => boolean = () => false;
  #gather: () => void = () => undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  /** Throws `config.invalid` when the pole is not enrolled; needs nobody to answer. Resolves when it is ready to sound. */
  async start(): Promise<void> {
    const opus = await loadOpus(opusWasm);
    const time = await this.#startTime();
    const gatekeeper = await this.#startGatekeeper(time);
    const sound = await this.#startSound(time, opus);
    const doing = await this.#startDoing(time, sound, { gatekeeper, opus });
    this.#startLine(time, sound, doing);
    this.#startWatchdog(sound);
    this.#options.log.info({ clusterId: time.identity.clusterId, version: AGENT_VERSION }, 'agent ready');
  }

  /** Ends all parts, the last first; one that fails does not keep the others. Twice is fine. */
  async close(): Promise<void> {
    await this.#closers.close((error) => this.#options.log.error({ err: error }, 'a part did not close'));
  }

  #startTime(): Promise<Time> {
    const { config, log } = this.#options;
    return startTime({
      ...{ config, log, closers: this.#closers },
      isLive: () => this.#isLive(),
      isDue: () => this.#isDue(),
      onKnown: (isKnown) => {
        if (isKnown) this.#onClockKnown();
        this.#reconcile();
      },
    });
  }

  async #startGatekeeper({ identity, time }: Time): Promise<MessageGatekeeper> {
    const { config, log } = this.#options;
    const { clusterId, serverKey } = identity;
    const store = new MessageStore(config.dataFolder);
    const gatekeeper = new MessageGatekeeper(
      { clusterId, serverKey, store, refusals: this.#ailing.refusals, log },
      {
        judgementNow: () => time.judgementNow(),
        isClockKnown: () => time.isKnown,
        onObeyed: () => {
          // A plan may come later than the last calm question.
          if (this.#isDue()) time.hurry();
          this.#reconcile();
        },
      },
    );
    this.#isDue = () =>
      isDueSoon(gatekeeper.plan()?.occurrences.map(({ startAt }) => startAt) ?? [], time.now());
    this.#onClockKnown = () => gatekeeper.judgeAgain();
    this.#closers.push(() => gatekeeper.close());
    await gatekeeper.start();
    return gatekeeper;
  }

  async #startSound({ privateKey, time, wallClock }: Time, opus: Opus): Promise<Sound> {
    const { config, log } = this.#options;
    const lines = new PlaylogStore(join(config.dataFolder, 'playlog'));
    await lines.start();
    const publish = (token: string) => this.#publishPlaylog(token);
    const playlog = new PlaylogSender({ store: lines, key: privateKey, publish, log });
    const store = new TurnStore(config.dataFolder);
    const stored = await store.load();
    const board = new TurnBoard(stored.turns);
    const turns = new TurnKeeper(
      { board, tally: new PlayTally(stored.tallies), store, log },
      {
        onEntry: (entry) => playlog.add(entry, time.now()),
        onChange: () => this.#report(),
        onBegin: () => this.#ailing.heard.begin(),
      },
    );
    this.#closers.push(() => turns.close());
    const output = new OutputKeeper(
      { board, turns, clock: systemClock, opus, log },
      {
        command: config.outputCommand,
        statusFile: config.outputStatusFile,
        aheadMs: config.outputAheadMs,
        delayMs: config.outputDelayMs,
        wallAt: (mono) => wallClock.at(mono),
        gather: () => this.#gather(),
        onAway: (isAway, complaint) =>
          this.#ailing.problems.set('output-away', isAway, time.now(), complaint),
      },
    );
    this.#isLive = () => output.sources.liveProfile !== undefined;
    this.#closers.push(() => output.close());
    const amplifier = this.#startAmplifier(time, turns, output);
    return { board, turns, playlog, output, amplifier };
  }

  #startAmplifier(time: Time['time'], turns: TurnKeeper, output: OutputKeeper): AmplifierKeeper | undefined {
    const levelBetween = (from: number, to: number) =>
      this.#volumePercent === 0 ? Number.NEGATIVE_INFINITY : output.levelBetween(from, to);
    const amplifier = openAmplifier({
      config: this.#options.config,
      ...this.#ailing,
      turns,
      clock: { ...systemClock, serverNow: () => time.now() },
      levelBetween,
    });
    this.#closers.push(() => amplifier?.close());
    amplifier?.start(this.#rounds.every);
    return amplifier;
  }

  async #startDoing(
    time: Time,
    sound: Sound,
    parts: { gatekeeper: MessageGatekeeper; opus: Opus },
  ): Promise<Doing> {
    const { config, log } = this.#options;
    const { gatekeeper } = parts;
    const media = new MediaStore(join(config.dataFolder, 'media'));
    await media.start(systemClock.now());
    const fetcher = new MediaFetcher({
      store: media,
      fetch: (sha256, from, signal) => time.server.fetchMedia(sha256, from, signal),
      clock: systemClock,
      log,
      onArrival: () => this.#reconcile(),
    });
    this.#closers.push(() => fetcher.close());
    const flow = this.#buildFlow(time, sound.output, parts.opus);
    this.#closers.push(() => flow.close());
    const volume = new VolumeKeeper({ store: new VolumeStore(config.dataFolder), log });
    this.#closers.push(() => volume.close());
    await volume.start();
    const doing = { gatekeeper, media, fetcher, flow, volume };
    const reconciler = this.#buildReconciler(time, sound, doing);
    this.#reconcile = () => reconciler.look();
    this.#closers.push(() => reconciler.close());
    reconciler.start(this.#rounds.every);
    sound.output.start(this.#rounds.every);
    return doing;
  }

  #buildFlow({ identity, privateKey, time }: Time, output: OutputKeeper, opus: Opus): FlowOpener {
    const listener = new MediaListener({
      clock: systemClock,
      opus,
      ssrc: randomInt(1, 0xffff_ffff),
      cname: identity.clusterId,
      onArrival: () => this.#rounds.awake(),
    });
    this.#gather = () => listener.flush();
    return new FlowOpener(
      { listener, privateKey, clock: systemClock, refusals: this.#ailing.refusals, log: this.#options.log },
      {
        aheadMs: this.#options.config.outputAheadMs,
        onLive: (live) => {
          output.sources.setLive(live);
          if (live !== undefined) time.hurry();
        },
      },
    );
  }

  #buildReconciler({ time }: Time, sound: Sound, doing: Doing): Reconciler {
    const { gatekeeper, media, fetcher, flow, volume } = doing;
    const { board, turns, output, amplifier } = sound;
    const setVolume = (percent: number, isGradual: boolean) => {
      this.#volumePercent = percent;
      (amplifier ?? output).setVolume(percent, isGradual);
    };
    const steps = new StepRunner({ flow, fetcher, store: media, setVolume });
    return new Reconciler(
      { flow, fetcher, media, steps, volume, problems: this.#ailing.problems },
      {
        desired: () => gatekeeper.desired(),
        plan: () => gatekeeper.plan(),
        isPlanFresh: () => gatekeeper.isFresh('plan'),
        moment: () => ({ wall: time.now(), mono: systemClock.mono() }),
        isClockKnown: () => time.isKnown,
        isEmergencyNear: (now, withinMs) => turns.isEmergencyNear(now, withinMs),
        onCandidates: (candidates, now, fileOf) => {
          board.setCandidates(candidates);
          output.sources.keep(turns.dueFiles(now.wall, fileOf));
          amplifier?.look();
        },
        limitBytes: this.#options.config.cacheLimitMb * MB,
        log: this.#options.log,
      },
    );
  }

  #publishPlaylog: (token: string) => Promise<void> = () => Promise.reject(new Error('not started'));

  #startLine(time: Time, sound: Sound, doing: Doing): void {
    const { config, log } = this.#options;
    const line = startLine({
      ...{ config, log, closers: this.#closers, every: this.#rounds.every, ailing: this.#ailing },
      ...{ pole: time, sound, doing },
      reconcile: () => this.#reconcile(),
    });
    this.#publishPlaylog = line.publishPlaylog;
    this.#report = line.report;
  }

  #startWatchdog({ output }: Sound): void {
    const link = new WatchdogLink(this.#options.environment ?? {});
    const isAlive = () => output.isAlive(systemClock.mono());
    const watchdog = new WatchdogKeeper({ link, isAlive, log: this.#options.log });
    this.#closers.push(() => watchdog.close());
    watchdog.start();
  }
}

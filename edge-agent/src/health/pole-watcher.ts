import { randomUUID } from 'node:crypto';
import type { Clock, Presence, Reported, Telemetry } from '@loa/protocol';
import type { AmplifierKeeper } from '../amplifier/amplifier-keeper.ts';
import type { HeardMeter } from '../amplifier/heard.ts';
import type { MediaStore } from '../cache/media-store.ts';
import type { OutputKeeper } from '../output/output-keeper.ts';
import type { FlowOpener } from '../reconcile/flow-opener.ts';
import type { MessageGatekeeper } from '../reconcile/message-gatekeeper.ts';
import type { TurnBoard } from '../reconcile/turn-board.ts';
import type { TurnKeeper } from '../reconcile/turn-keeper.ts';
import { AGENT_VERSION } from '../version.ts';
import { reportedOf } from './pole-state.ts';
import type { ProblemBoard } from './problem-board.ts';
import type { Refusals } from './refusals.ts';
import type { TimeKeeper } from './time-keeper.ts';
import { VitalsLink } from './vitals-link.ts';

/** All that there is to tell about. */
export interface WatchedParts {
  time: TimeKeeper;
  sound: {
    board: TurnBoard;
    turns: TurnKeeper;
    output: OutputKeeper;
    amplifier: AmplifierKeeper | undefined;
  };
  doing: { gatekeeper: MessageGatekeeper; media: MediaStore; flow: FlowOpener };
  ailing: { problems: ProblemBoard; refusals: Refusals; heard: HeardMeter };
}

export interface WatchOptions {
  dataFolder: string;
  /** Empty on real poles. */
  listenUrl: string;
  clock: Clock;
}

/** Gathers what the pole tells of itself. */
export class PoleWatcher {
  readonly #parts: WatchedParts;
  readonly #options: WatchOptions;
  readonly #vitals: VitalsLink;
  readonly #bootId = randomUUID();

  constructor(parts: WatchedParts, options: WatchOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#vitals = new VitalsLink(options.dataFolder);
  }

  get isSounding(): boolean {
    const { time, sound } = this.#parts;
    return sound.turns.sounding(time.now(), false) !== null;
  }

  presence(online: boolean): Presence {
    const { listenUrl } = this.#options;
    const at = this.#parts.time.now();
    const presence = { online, bootId: this.#bootId, at, agentVersion: AGENT_VERSION };
    return listenUrl === '' ? presence : { listenUrl, ...presence };
  }

  reported(): Reported {
    const { time, sound, doing, ailing } = this.#parts;
    const { gatekeeper, media, flow } = doing;
    return reportedOf({
      now: time.now(),
      bootId: this.#bootId,
      desiredRevision: gatekeeper.revision('desired'),
      planRevision: gatekeeper.revision('plan'),
      mediaRequest: flow.mediaRequest,
      wantsSpread: flow.wantsSpread,
      sounding: sound.turns.sounding(time.now(), ailing.heard.isHeard),
      suspended: sound.board.suspended,
      plan: gatekeeper.plan(),
      present: media.present,
      clock: time.state(),
      refused: ailing.refusals.counts(),
      refusedMedia: flow.refused(),
      problems: ailing.problems.list(),
    });
  }

  /** Measures now; what is counted by periods starts a new one. */
  async telemetry(): Promise<Telemetry> {
    const { time, sound, doing, ailing } = this.#parts;
    const isHeard = ailing.heard.takePeriod();
    return {
      at: time.now(),
      uptimeS: Math.round(this.#options.clock.mono() / 1000),
      ...(await this.#vitals.read()),
      amplifier: sound.amplifier?.state ?? null,
      output: sound.output.takeState(),
      sounding: sound.turns.sounding(time.now(), isHeard),
      receiver: doing.flow.numbers,
    };
  }
}

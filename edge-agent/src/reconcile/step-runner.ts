import type { MediaFetcher } from '../cache/media-fetcher.ts';
import type { MediaStore } from '../cache/media-store.ts';
import type { FlowOpener } from './flow-opener.ts';
import type { Moment, Step } from './next-steps.ts';

export interface StepParts {
  flow: FlowOpener;
  fetcher: MediaFetcher;
  store: MediaStore;
  /** Makes the programme so loud, at the amplifier or before it. */
  setVolume: (percent: number, isGradual: boolean) => void;
}

/** What an executor may need to know of the moment. */
export interface StepMoment extends Moment {
  isClockKnown: boolean;
  /** When a live session that needs no clock begins here (wall ms). */
  liveSeenAt: number;
}

type Executors = {
  [Kind in Step['kind']]: (step: Extract<Step, { kind: Kind }>, now: StepMoment) => void | Promise<void>;
};

/** Does what was decided: one executor for each kind of step. */
export class StepRunner {
  readonly #executors: Executors;

  constructor({ flow, fetcher, store, setVolume }: StepParts) {
    this.#executors = {
      'open-flow': (step) => flow.open(step.flow),
      'close-flow': () => flow.closeFlow(),
      'ask-flow': () => flow.ask(),
      'expect-live': ({ live }, now) => {
        const anchorAt = now.isClockKnown ? live.startAt : now.liveSeenAt;
        flow.expect(live, anchorAt, now.isClockKnown, now);
      },
      'forget-live': () => flow.forget(),
      'set-volume': ({ percent, isGradual }) => setVolume(percent, isGradual),
      'fetch-media': ({ sha256, bytes }) => fetcher.want({ sha256, bytes }),
      'give-up-media': ({ sha256 }) => fetcher.giveUp(sha256),
      'drop-media': ({ sha256 }) => store.drop(sha256),
    };
  }

  /** Rejects when the step fails; what follows from that is decided anew from the facts. */
  async run(step: Step, now: StepMoment): Promise<void> {
    const execute = this.#executors[step.kind] as (step: Step, now: StepMoment) => void | Promise<void>;
    await execute(step, now);
  }
}

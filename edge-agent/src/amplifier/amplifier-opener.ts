import type { Clock } from '@loa/protocol';
import type { AgentConfig } from '../config.ts';
import type { ProblemBoard } from '../health/problem-board.ts';
import type { TurnKeeper } from '../reconcile/turn-keeper.ts';
import { AmplifierKeeper } from './amplifier-keeper.ts';
import { AmplifierLink } from './amplifier-link.ts';
import type { HeardMeter } from './heard.ts';

export interface AmplifierSurroundings {
  config: AgentConfig;
  heard: HeardMeter;
  problems: ProblemBoard;
  turns: TurnKeeper;
  clock: Clock & {
    /** The server's wall clock now. */
    serverNow: () => number;
  };
  /** Level of the programme between two monotonic moments, dBFS; -Infinity at volume 0, where nothing can be heard. */
  levelBetween: (from: number, to: number) => number;
}

/** The keeper of the configured amplifier; undefined where there is none that could be asked. */
export function openAmplifier(surroundings: AmplifierSurroundings): AmplifierKeeper | undefined {
  const { config, heard, problems, turns, clock, levelBetween } = surroundings;
  if (config.amplifierHost === '') return undefined;
  const { amplifierHost: host, amplifierPort: port, amplifierUnit: unit } = config;
  const now = clock.serverNow;
  return new AmplifierKeeper(
    {
      link: new AmplifierLink({ host, port, unit }),
      heard,
      clock,
      programme: {
        now,
        nextSoundAt: () => turns.nextSoundAt(now()),
        levelBetween,
        isSounding: () => turns.sounding(now(), false) !== null,
      },
      onHeard: (ms) => turns.heard(ms),
      onProblem: ({ away, silent, detail }) => {
        problems.set('amplifier-away', away, now(), detail);
        problems.set('amplifier-silent', silent, now());
      },
    },
    { leadMs: config.amplifierLeadMs, tailMs: config.amplifierTailMs },
  );
}

import type { AmplifierKeeper } from './amplifier/amplifier-keeper.ts';
import type { MediaFetcher } from './cache/media-fetcher.ts';
import type { MediaStore } from './cache/media-store.ts';
import type { PlaylogSender } from './link/playlog-sender.ts';
import type { OutputKeeper } from './output/output-keeper.ts';
import type { FlowOpener } from './reconcile/flow-opener.ts';
import type { MessageGatekeeper } from './reconcile/message-gatekeeper.ts';
import type { TurnBoard } from './reconcile/turn-board.ts';
import type { TurnKeeper } from './reconcile/turn-keeper.ts';
import type { VolumeKeeper } from './reconcile/volume-keeper.ts';
import { systemClock } from '@loa/protocol';
import type { Logger } from 'pino';
import type { HeardMeter } from './amplifier/heard.ts';
import type { ClosingStack } from './closing-stack.ts';
import type { AgentConfig } from './config.ts';
import { EngineSettler } from './health/engine-settler.ts';
import { PoleReporter } from './health/pole-reporter.ts';
import { PoleWatcher } from './health/pole-watcher.ts';
import type { ProblemBoard } from './health/problem-board.ts';
import type { Refusals } from './health/refusals.ts';
import { ownAddresses } from './link/address-link.ts';
import { BrokerLink } from './link/broker-link.ts';
import { LineWatcher } from './reconcile/line-watcher.ts';
import type { Every } from './round-keeper.ts';
import type { Time } from './time-starter.ts';

/** How often the turns are looked after, ms. */
const TURNS_TICK_MS = 240;

/** The parts that start after the time, in their order; each builder gets those before it. */
export interface Sound {
  board: TurnBoard;
  turns: TurnKeeper;
  playlog: PlaylogSender;
  output: OutputKeeper;
  amplifier: AmplifierKeeper | undefined;
}
export interface Doing {
  gatekeeper: MessageGatekeeper;
  media: MediaStore;
  fetcher: MediaFetcher;
  flow: FlowOpener;
  volume: VolumeKeeper;
}

export interface LineStart {
  config: AgentConfig;
  log: Logger;
  closers: ClosingStack;
  every: Every;
  ailing: { problems: ProblemBoard; refusals: Refusals; heard: HeardMeter };
  pole: Time;
  sound: Sound;
  doing: Doing;
  /** Something may have changed that the reconciler decides about. */
  reconcile: () => void;
}

/** What those who began before the line may say through it. */
export interface PoleLine {
  publishPlaylog: (token: string) => Promise<void>;
  /** Something may have changed that the server should know. */
  report: () => void;
}

/** Opens the line to the broker, tells the server how the pole is, and keeps watch over both. */
export function startLine({
  config,
  log,
  closers,
  every,
  ailing,
  pole,
  sound,
  doing,
  reconcile,
}: LineStart): PoleLine {
  const { identity, time, server } = pole;
  const watcher = new PoleWatcher({ time, sound, doing, ailing }, { ...config, clock: systemClock });
  const moment = () => ({ wall: time.now(), mono: systemClock.mono() });
  let hasBeenThere = false;
  const broker = new BrokerLink({
    identity,
    authorization: () => server.authorization(),
    will: () => watcher.presence(false),
    onMessage: (name, payload) => doing.gatekeeper.take(name, payload),
    onState: (isConnected, reason) => {
      log.info({ isConnected, reason, way: broker.way }, 'broker');
      ailing.problems.set('server-away', !isConnected, time.now(), reason);
      // Before anything is told: a report with the old request would be answered for nothing.
      if (isConnected && hasBeenThere) doing.flow.askUnlessHeard(moment());
      reporter.setOnline(isConnected);
      if (!isConnected) return;
      hasBeenThere = true;
      time.askQuickly();
      doing.fetcher.hurry();
    },
  });
  const lines = new LineWatcher({
    isSilent: () => doing.flow.isSilent(moment()),
    hasJustHeard: () => doing.flow.hasJustHeard,
    addresses: ownAddresses,
    renewAll: () => {
      doing.flow.ask();
      server.renew();
      broker.renew();
    },
    probeBroker: () => {
      broker.probe().catch((error: unknown) => log.error({ err: error }, 'broker not probed'));
    },
    look: () => {
      reconcile();
      reporter.look();
    },
  });
  const reporter = new PoleReporter(
    { broker, playlog: sound.playlog, mono: () => systemClock.mono(), log },
    watcher,
  );
  const settler = new EngineSettler(() => watcher.isSounding);
  const stopTicking = every(TURNS_TICK_MS, () => sound.turns.tick(time.now()));
  closers.push(
    () => broker.close(watcher.presence(false)),
    () => reporter.close(),
    () => lines.close(),
    () => settler.close(),
    () => stopTicking(),
  );
  reporter.start(every);
  broker.start();
  lines.start(every);
  settler.start(every);
  return { publishPlaylog: (token) => broker.publish('playlog', token), report: () => reporter.look() };
}

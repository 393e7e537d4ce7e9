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

import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock, ConsoleEvent, GoLive, Opus } from '@loa/protocol';
import { BroadcastFeeder } from './broadcast-feeder.ts';
import { FanOutKeeper, type FanOutParts, type LiveDraft } from './fan-out-keeper.ts';
import { FlowOpener, type FlowOpenerParts } from './flow-opener.ts';
import { LiveDesk, type LiveDeskParts } from './live-desk.ts';
import { LiveRecorder, type LiveRecorderParts } from './live-recorder.ts';
import { MediaWorker, type MediaWorkerOptions } from './media-worker.ts';
import { MicrophoneKeeper } from './microphone-keeper.ts';
import { OnAirKeeper } from './on-air-keeper.ts';
import { ProgrammeBus } from './programme-bus.ts';
import { RecordingSink } from './recording-sink.ts';

/** What the live part needs of the rest of the server. */
export interface LiveGround {
  config: MediaWorkerOptions;
  opus: Opus;
  clock: Clock;
  log: Logger;
  poles: FlowOpenerParts['poles'];
  clusters: FlowOpenerParts['clusters'];
  publisher: FlowOpenerParts['publisher'] & FanOutParts['publisher'];
  gate: LiveDeskParts['gate'];
  store: LiveRecorderParts['store'];
  announcer: LiveRecorderParts['announcer'];
  audit: LiveRecorderParts['audit'];
  hub: { emit(event: ConsoleEvent, clusterIds?: readonly string[]): void };
  disk: { hasRoom(): Promise<boolean> };
  recordingsFolder: string;
}

/** The live part of a server. */
export interface Live {
  worker: MediaWorker;
  flows: FlowOpener;
  microphones: MicrophoneKeeper;
  desk: LiveDesk;
  /** Start it after the pole watcher and the desired publisher, and before the doors. */
  start(): Promise<void>;
  /** Ends what is on air. Close it before the publisher and the broker. Twice is fine. */
  close(): Promise<void>;
}

/** Puts the live part together; nothing is started here. */
export function makeLive(ground: LiveGround): Live {
  const { config, clock, log, hub } = ground;
  const worker = new MediaWorker({ options: config, log });
  const flows = new FlowOpener({ ...ground, worker });
  const microphones = new MicrophoneKeeper({ worker, clock, isOnAir: (id) => desk.isMicrophoneOnAir(id) });
  const recorder = new LiveRecorder(ground);
  const openAir = airMaker(ground, { worker, flows, recorder });
  const desk: LiveDesk = new LiveDesk({ gate: ground.gate, microphones, recorder, openAir, hub, clock, log });
  return {
    worker,
    flows,
    microphones,
    desk,
    start: async () => {
      await desk.start();
      flows.start();
      microphones.start();
      await worker.start();
    },
    close: async () => {
      await desk.close();
      microphones.close();
      flows.close();
      worker.close();
    },
  };
}

/** Makes what keeps one broadcast on air. */
export function airMaker(
  ground: Pick<LiveGround, 'opus' | 'clock' | 'log' | 'publisher' | 'disk' | 'recordingsFolder'>,
  { worker, flows, recorder }: { worker: MediaWorker; flows: FlowOpener; recorder: LiveRecorder },
): (draft: LiveDraft, chime: GoLive['chime']) => OnAirKeeper {
  const { opus, clock, log, publisher, disk, recordingsFolder: folder } = ground;
  return (draft, chime) => {
    const { id: broadcastId, title, profile } = draft;
    const feed = new BroadcastFeeder({ worker, ssrc: randomBytes(4).readUInt32BE(), profile });
    const recording = new RecordingSink({
      ...{ folder, broadcastId, title },
      hasRoom: () => disk.hasRoom(),
      onBrokenOff: (error) => {
        log.error({ err: error, broadcastId }, 'the broadcast goes on, its recording does not');
        recorder.noteBrokenRecording(draft, error).catch((failure: unknown) => {
          log.error({ err: failure, broadcastId }, 'the broken recording was not noted');
        });
      },
    });
    const bus = new ProgrammeBus({ opus, clock, outputs: { feed, recording } }, { chime });
    const fanOut = new FanOutKeeper({ worker, flows, publisher, log }, { draft, feed });
    return new OnAirKeeper({ draft, bus, fanOut, clock, log });
  };
}

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
import { OnAirMarker } from './on-air-marker.ts';
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
  publisher: FlowOpenerParts['publisher'] &
    FanOutParts['publisher'] & {
      awaitLive(broadcastId: string, clusterIds: readonly string[]): void;
      giveUpLive(broadcastId: string): Promise<void>;
    };
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
  /** Looks for what the server's last end cut off. Before the publisher starts: its poles must not be told that it is over. */
  prepare(): Promise<void>;
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
  const air = airMaker(ground, { worker, flows, recorder });
  const marker = new OnAirMarker({ folder: ground.recordingsFolder, clock, log });
  const desk: LiveDesk = new LiveDesk({ ...ground, microphones, recorder, air, hub, clock, log });
  return {
    worker,
    flows,
    microphones,
    desk,
    prepare: async () => {
      await desk.prepare(await marker.lastOnAirAt());
    },
    start: async () => {
      flows.start();
      microphones.start();
      await worker.start();
      await desk.resume();
      marker.start(() => desk.activeBroadcasts().length > 0);
    },
    close: async () => {
      marker.close();
      await desk.close();
      microphones.close();
      flows.close();
      worker.close();
    },
  };
}

/** Makes what keeps one broadcast on air: from its beginning, or from where an earlier run of the server was cut off. */
export function airMaker(
  ground: Pick<LiveGround, 'opus' | 'clock' | 'log' | 'publisher' | 'disk' | 'recordingsFolder'>,
  { worker, flows, recorder }: { worker: MediaWorker; flows: FlowOpener; recorder: LiveRecorder },
): LiveDeskParts['air'] {
  const { opus, clock, log, publisher, disk, recordingsFolder: folder } = ground;
  const recordingOf = (draft: LiveDraft): RecordingSink => {
    const { id: broadcastId, title } = draft;
    return new RecordingSink({
      ...{ folder, broadcastId, title },
      hasRoom: () => disk.hasRoom(),
      onBrokenOff: (error) => {
        log.error({ err: error, broadcastId }, 'the broadcast goes on, its recording does not');
        recorder.noteBrokenRecording(draft, error).catch((failure: unknown) => {
          log.error({ err: failure, broadcastId }, 'the broken recording was not noted');
        });
      },
    });
  };
  const keeperOf = (draft: LiveDraft, recording: RecordingSink, chime: GoLive['chime']): OnAirKeeper => {
    const feed = new BroadcastFeeder({
      worker,
      ssrc: randomBytes(4).readUInt32BE(),
      profile: draft.profile,
    });
    const bus = new ProgrammeBus({ opus, clock, outputs: { feed, recording } }, { chime });
    const fanOut = new FanOutKeeper({ worker, flows, publisher, log }, { draft, feed });
    return new OnAirKeeper({ draft, bus, fanOut, clock, log });
  };
  return {
    open: (draft, chime) => keeperOf(draft, recordingOf(draft), chime),
    reopen: async (draft) => {
      const recording = recordingOf(draft);
      await recording.goOn();
      return keeperOf(draft, recording, 'none');
    },
  };
}

import { join } from 'node:path';
import opusWasm from '@evan/opus/wasm/simd.wasm';
import { loadOpus, signEnvelope, type Envelope } from '@loa/protocol';
import type { Base } from './base-builder.ts';
import { DispatchRunner } from './dispatch/dispatch-runner.ts';
import { makeLive } from './live/live-opener.ts';
import { MediaRunner } from './media/media-runner.ts';
import { BroadcastStore } from './schedule/broadcast-store.ts';
import { ScheduleRunner } from './schedule/schedule-runner.ts';

const MINUTE_MS = 60_000;
const MEGABYTE = 1_000_000;

export type Airing = Awaited<ReturnType<typeof makeAiring>>;

/** The parts that put something on air, on top of the base. Nothing is started here. */
export async function makeAiring(base: Base) {
  const { config, db, stores, gatekeeper, hub, clock, log } = base;
  const { recorder: audit, watcher: poles, reserve: disk } = base;
  const { areas, clusters } = stores;
  const recordingsFolder = join(config.dataFolder, 'recordings');
  const store = new BroadcastStore(db, disk);
  const sign = (envelope: Envelope<unknown>) => signEnvelope(envelope, base.keys.signingKey);
  const dispatch = new DispatchRunner({ db, clusters, broker: base.link, sign, clock, log });
  const media = new MediaRunner(
    { db, hub, gatekeeper, audit, broadcasts: store, disk, clock, log },
    {
      folder: config.dataFolder,
      limits: {
        mostUploadBytes: config.maxUploadMb * MEGABYTE,
        mostDurationMs: config.maxMediaMinutes * MINUTE_MS,
      },
    },
  );
  const schedule = new ScheduleRunner({
    ...{ db, store, gatekeeper, areas, poles, audit, hub, clock, log },
    resolver: base.resolver,
    media: media.reader,
    plans: dispatch.plans,
  });
  const live = makeLive({
    ...{ config, clock, log, poles, clusters, store, audit, hub, disk, recordingsFolder },
    opus: await loadOpus(opusWasm),
    publisher: dispatch.desired,
    gate: schedule.gate,
    announcer: schedule.announcer,
  });
  return { dispatch, media, schedule, live, recordingsFolder };
}

import { join } from 'node:path';
import Type from 'typebox';
import {
  Broadcast,
  BroadcastDetail,
  BroadcastPreview,
  Id,
  LoaError,
  NewBroadcast,
  WallMs,
} from '@loa/protocol';
import type { Clock } from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { Door } from '../links/https-door.ts';
import { sendOggFile } from '../media/file-sender.ts';
import type { BroadcastPreviewer } from './broadcast-previewer.ts';
import type { BroadcastReader } from './broadcast-reader.ts';
import type { BroadcastScheduler } from './broadcast-scheduler.ts';

export interface BroadcastRoutesParts {
  gatekeeper: Pick<Gatekeeper, 'requirePermission'>;
  reader: BroadcastReader;
  scheduler: BroadcastScheduler;
  previewer: BroadcastPreviewer;
  clock: Clock;
  /** Folder of the recordings of live broadcasts. */
  recordingsFolder: string;
}

const DAY_MS = 86_400_000;
/** Ranges without limit would read the records of years. */
const LONGEST_RANGE_MS = 400 * DAY_MS;
const tags = ['broadcasts'];
const params = Type.Object({ id: Id });
const query = Type.Object({ from: Type.Optional(WallMs), to: Type.Optional(WallMs) });

export function broadcastRoutes(app: Door, parts: BroadcastRoutesParts): void {
  const { gatekeeper, reader, scheduler, previewer, clock, recordingsFolder } = parts;

  app.get(
    '/api/broadcasts',
    { schema: { tags, querystring: query, response: { 200: Type.Array(Broadcast) } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'view', null);
      const { from = clock.now() - DAY_MS, to = from + 8 * DAY_MS } = request.query;
      if (to - from > LONGEST_RANGE_MS)
        throw new LoaError('input.invalid', { field: 'to', mostMs: LONGEST_RANGE_MS });
      return reader.list(account, { from, to });
    },
  );

  app.get(
    '/api/broadcasts/:id',
    { schema: { tags, params, response: { 200: BroadcastDetail } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'view', null);
      return reader.detail(account, request.params.id);
    },
  );

  app.post(
    '/api/broadcasts',
    { schema: { tags, body: NewBroadcast, response: { 200: Broadcast } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'schedule', null);
      return scheduler.create(account, request.body);
    },
  );

  app.post(
    '/api/broadcasts/preview',
    { schema: { tags, body: NewBroadcast, response: { 200: BroadcastPreview } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'schedule', null);
      return previewer.preview(account, request.body);
    },
  );

  app.post(
    '/api/broadcasts/:id/cancel',
    { schema: { tags, params, response: { 200: Broadcast } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'schedule', null);
      return scheduler.cancel(account, request.params.id);
    },
  );

  app.get('/api/broadcasts/:id/recording', { schema: { tags, params } }, async (request, reply) => {
    const account = await gatekeeper.requirePermission(request, 'view', null);
    const record = await reader.require(account, request.params.id);
    const { id, recording, endAt } = record;
    if (recording === null || endAt === null || endAt > clock.now())
      throw new LoaError('input.not-found', { id });
    const file = {
      path: join(recordingsFolder, recording),
      tag: recording,
      cacheControl: 'private, no-cache',
    };
    return sendOggFile(request, reply, file);
  });
}

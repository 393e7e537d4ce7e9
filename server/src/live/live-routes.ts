import Type from 'typebox';
import {
  Broadcast,
  GoLive,
  Id,
  Microphone,
  MicrophoneConnect,
  MicrophoneProduce,
  MicrophoneProduced,
  TakeOver,
} from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { Door } from '../links/https-door.ts';
import type { LiveDesk } from './live-desk.ts';

export interface LiveRoutesParts {
  desk: LiveDesk;
  gatekeeper: Pick<Gatekeeper, 'requirePermission'>;
}

const microphoneParams = Type.Object({ id: Id });
const broadcastParams = Type.Object({ broadcastId: Id });
const tags = ['live'];

/** Microphones, and being on air with one. */
export function liveRoutes(app: Door, { desk, gatekeeper }: LiveRoutesParts): void {
  app.post('/api/live/microphones', { schema: { tags, response: { 200: Microphone } } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'broadcast', null);
    return desk.openMicrophone(account);
  });

  app.post(
    '/api/live/microphones/:id/connect',
    { schema: { tags, params: microphoneParams, body: MicrophoneConnect, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const account = await gatekeeper.requirePermission(request, 'broadcast', null);
      await desk.connect(account, request.params.id, request.body.dtlsParameters);
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/live/microphones/:id/produce',
    {
      schema: {
        tags,
        params: microphoneParams,
        body: MicrophoneProduce,
        response: { 200: MicrophoneProduced },
      },
    },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'broadcast', null);
      return { producerId: await desk.produce(account, request.params.id, request.body.rtpParameters) };
    },
  );

  app.delete(
    '/api/live/microphones/:id',
    { schema: { tags, params: microphoneParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const account = await gatekeeper.requirePermission(request, 'broadcast', null);
      desk.closeMicrophone(account, request.params.id);
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/live',
    { schema: { tags, body: GoLive, response: { 201: Broadcast } } },
    async (request, reply) => {
      const account = await gatekeeper.requirePermission(request, 'broadcast', null);
      return reply.status(201).send(await desk.goLive(account, request.body));
    },
  );

  app.post(
    '/api/live/:broadcastId/stop',
    { schema: { tags, params: broadcastParams, response: { 200: Broadcast } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'broadcast', null);
      return desk.stop(account, request.params.broadcastId);
    },
  );

  app.post(
    '/api/live/:broadcastId/microphone',
    { schema: { tags, params: broadcastParams, body: TakeOver, response: { 200: Broadcast } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'broadcast', null);
      return desk.takeOver(account, request.params.broadcastId, request.body.microphoneId);
    },
  );
}

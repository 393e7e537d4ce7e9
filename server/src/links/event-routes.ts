import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { EventHub } from './event-hub.ts';
import type { Door } from './https-door.ts';

/** GET /api/events: the stream of what changes, one WebSocket a console. */
export function eventRoutes(app: Door, { hub, gatekeeper }: { hub: EventHub; gatekeeper: Gatekeeper }): void {
  app.get(
    '/api/events',
    {
      websocket: true,
      preValidation: async (request) => {
        gatekeeper.requireAccount(request);
      },
    },
    async (socket, request) => {
      const leave = await hub.add(gatekeeper.requireAccount(request), socket);
      socket.on('error', (error) => request.log.debug({ err: error }, 'console socket failed'));
      socket.on('close', leave);
      // A socket that closed while the hub looked up the account would stay for ever.
      if (socket.readyState === socket.CLOSED) leave();
    },
  );
}

import type { FastifyRequest } from 'fastify';
import { createWebSocketStream } from 'ws';
import { BROKER_PATH, LoaError } from '@loa/protocol';
import type { EmbeddedBroker } from './embedded-broker.ts';
import type { Door } from './https-door.ts';

export interface BrokerRoutesParts {
  broker: Pick<EmbeddedBroker, 'welcome'>;
  /** Throws `access.signed-out`. */
  gate: { requirePole(request: FastifyRequest): Promise<{ clusterId: string }> };
}

/** The name of MQTT among the protocols that a WebSocket may carry (MQTT 3.1.1, section 6). */
const SUBPROTOCOL = 'mqtt';

/** GET /api/pole/mqtt (WebSocket): the embedded broker, for poles whose network lets only HTTPS through. */
export function brokerRoutes(app: Door, { broker, gate }: BrokerRoutesParts): void {
  app.get(
    BROKER_PATH,
    {
      websocket: true,
      preValidation: async (request) => {
        await gate.requirePole(request);
        requireMqtt(request);
      },
    },
    (socket, request) => {
      // Asked again when the pole introduces itself: it may have been revoked meanwhile.
      broker.welcome(createWebSocketStream(socket), () => recognised(gate, request));
    },
  );
}

async function recognised(
  gate: BrokerRoutesParts['gate'],
  request: FastifyRequest,
): Promise<string | undefined> {
  try {
    return (await gate.requirePole(request)).clusterId;
  } catch (error) {
    if (error instanceof LoaError) return undefined;
    throw error;
  }
}

/** The server answers the first name that it is offered, and can keep that promise for one only. */
function requireMqtt({ headers }: FastifyRequest): void {
  const offered = headers['sec-websocket-protocol'] ?? '';
  if (offered.split(',')[0]?.trim() !== SUBPROTOCOL) {
    throw new LoaError('input.invalid', { subprotocol: offered, expected: SUBPROTOCOL });
  }
}

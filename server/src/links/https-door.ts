import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import websocket from '@fastify/websocket';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerFactoryHandler,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import type { Logger } from 'pino';
import { answerError } from './error-answer.ts';
import { refuseForeignOrigin } from './origin.ts';
import { registerApiPages } from './api-pages.ts';
import { registerConsole } from './console-files.ts';

/** The web server that all routes are added to. */
export type Door = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface DoorOptions {
  /** Certificate chain and key in PEM. */
  certificatePem: string;
  keyPem: string;
  log: Logger;
  /** True behind a reverse proxy on this machine, whose word about the caller's address is then taken. */
  trustProxy: boolean;
  /** True when browsers believe the certificate by themselves, so that they may insist on HTTPS from now on. */
  isTrustedByAll: boolean;
  /** Folder of the built console; undefined when there is none. */
  consoleFolder: string | undefined;
}

const MOST_BODY_BYTES = 1024 * 1024;
/** A pole's largest message to the broker, and what is around it. */
const MOST_SOCKET_MESSAGE_BYTES = 260 * 1024;
/**
 * A caller on whose line nothing moves for this long (ms) gives its place to others. There is no limit to a whole
 * request: on a slow line a large upload takes as long as it takes.
 */
const IDLE_DEADLINE_MS = 120_000;
/**
 * How long (ms) a connection of the reverse proxy is kept without a question: longer than the proxies themselves keep
 * it (60 s as a rule), so that none writes into one that is just being shut.
 */
const PROXY_IDLE_MS = 75_000;

/**
 * What the console's browser may load: its own files; the styles that Mantine writes into the page; sound from
 * memory and, while a page of virtual poles is open, from the same machine; nothing from elsewhere.
 */
const CONTENT_POLICY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  mediaSrc: ["'self'", 'blob:', 'data:'],
  connectSrc: ["'self'", 'blob:', 'data:'],
  workerSrc: ["'self'", 'blob:'],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};

/** A web server without routes yet, with everything that holds for all of them. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { log, trustProxy, isTrustedByAll, consoleFolder } = options;
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy ? '127.0.0.1' : false,
    bodyLimit: MOST_BODY_BYTES,
    forceCloseConnections: true,
    genReqId: () => crypto.randomUUID(),
    serverFactory: (handler) => tlsServer(handler, options),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler(answerError);
  app.decorateRequest('account', null);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isTrustedByAll,
  });
  await app.register(rateLimit, { global: false });
  await app.register(websocket, { options: { maxPayload: MOST_SOCKET_MESSAGE_BYTES } });
  await registerApiPages(app);
  app.addHook('onRequest', refuseForeignOrigin);
  app.addHook('onSend', async (request, reply) => {
    // What an account may see is nobody else's, also not a cache's.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      reply.header('cache-control', 'no-store');
    }
  });
  await registerConsole(app, consoleFolder);
  return app;
}

/** Listens without TLS on loopback for a reverse proxy, through the same routes. */
export async function openPlainPort(app: Door, port: number): Promise<{ close(): Promise<void> }> {
  const plain = withDeadlines(createPlainServer((request, response) => app.routing(request, response)));
  plain.keepAliveTimeout = PROXY_IDLE_MS;
  const upgraded = new Set<Duplex>();
  plain.on('upgrade', (request, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    app.server.emit('upgrade', request, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    plain.once('error', reject);
    plain.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        plain.close(() => resolve());
        plain.closeAllConnections();
        // Sockets of events are no requests any more, and `close` would wait for them.
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

/** The port that was really taken. */
export function portOf(app: Door): number {
  return (app.server.address() as AddressInfo).port;
}

function tlsServer(handler: FastifyServerFactoryHandler, { certificatePem, keyPem }: DoorOptions): Server {
  const server = createTlsServer({ cert: certificatePem, key: keyPem, minVersion: 'TLSv1.2' }, handler);
  // Node's HTTPS server has all that its HTTP server has; only the declared classes differ.
  return withDeadlines(server);
}

/** Node's own deadline is one for the whole request; the one for its headers (60 s) stays. */
function withDeadlines<Web extends Server>(server: Web): Web {
  server.requestTimeout = 0;
  server.setTimeout(IDLE_DEADLINE_MS);
  return server;
}

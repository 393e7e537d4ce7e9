import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { listPage, polePage } from './pages.ts';
import type { ListenedPole } from './listened-pole.ts';
import { PoleListener } from './pole-listener.ts';

const HOST = '127.0.0.1';
const SHOW_EVERY_MS = 200;

/** Headers of every page: nothing from elsewhere, nothing inside another site's frame. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; img-src data:; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'",
};

/**
 * A small web site on this machine alone where virtual poles are listened to: `/` lists them, `/poles/<id>` sounds
 * one. Sound goes as PCM over a WebSocket and is some 300 ms behind the horns.
 */
export class ListeningDoor {
  readonly #poles: readonly ListenedPole[];
  readonly #wantedPort: number;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  #server: Server | undefined;

  /** `port` 0 takes a free one. */
  constructor(poles: readonly ListenedPole[], port = 0) {
    this.#poles = poles;
    this.#wantedPort = port;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => this.#answer(request, response));
    server.on('upgrade', (request, socket, head) => {
      if (!this.#isOwn(request) || request.headers.origin !== `http://${request.headers.host ?? ''}`)
        return socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (visitor) =>
        this.#welcome(visitor, request.url ?? '/'),
      );
    });
    server.listen(this.#wantedPort, HOST);
    this.#server = server;
    await once(server, 'listening');
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    for (const visitor of this.#sockets.clients) visitor.terminate();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** `http://127.0.0.1:<port>`; only between `start` and `close`. */
  get url(): string {
    if (this.#server?.listening !== true) throw new Error('the listening door has not been started');
    return `http://${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Where one pole can be listened to. */
  urlOf(poleId: string): string {
    return `${this.url}/poles/${poleId}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const page =
      this.#isOwn(request) && request.method === 'GET' ? this.#pageAt(request.url ?? '/') : undefined;
    response
      .writeHead(page === undefined ? 404 : 200, HEADERS)
      .end(page ?? 'Không có trang này. / No such page.');
  }

  // Another web site must not reach this one under a name of its own that points to this machine.
  #isOwn(request: IncomingMessage): boolean {
    const { port } = new URL(this.url);
    return [`${HOST}:${port}`, `localhost:${port}`].includes(request.headers.host ?? '');
  }

  #pageAt(path: string): string | undefined {
    if (path === '/') return listPage(this.#poles.map(({ facts }) => facts));
    const pole = this.#poleAt(path);
    return pole === undefined ? undefined : polePage(pole.facts);
  }

  #poleAt(path: string): ListenedPole | undefined {
    return this.#poles.find(({ id }) => path === `/poles/${id}`);
  }

  #welcome(visitor: WebSocket, path: string): void {
    visitor.on('error', () => visitor.terminate());
    const pole = this.#poleAt(path);
    if (pole !== undefined) new PoleListener(pole, visitor).start();
    else if (path === '/') this.#showAll(visitor);
    else visitor.close();
  }

  #showAll(visitor: WebSocket): void {
    const show = () => visitor.send(JSON.stringify(this.#poles.map(({ facts }) => facts)));
    const timer = setInterval(show, SHOW_EVERY_MS);
    visitor.once('close', () => clearInterval(timer));
    show();
  }
}

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** First bytes of MQTT 3.1.1 packets: type and flags (section 2.2). */
const CONNECT = 0x10;
const PUBLISH_QOS1 = 0x32;
const PUBLISH_RETAINED_QOS1 = 0x33;
const SUBSCRIBE = 0x82;
const PINGREQ = 0xc0;

/**
 * A broker that welcomes everybody and answers what a pole says, with levers: it dies and comes back on its port, and its
 * connections fall mute without being closed. Packets above 127 bytes are not understood.
 */
export class FakeBroker {
  /** Connections that were made so far. */
  connections = 0;
  readonly #mute = new WeakSet<Socket>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  static async open(): Promise<FakeBroker> {
    const broker = new FakeBroker();
    await broker.rise();
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  /** Listens, at a second time on the same port. */
  async rise(): Promise<void> {
    const server = createServer((socket) => this.#welcome(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Ends as a killed process does. */
  async die(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const isGone = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await isGone;
  }

  /** From now on the present connections swallow everything; new ones do not. */
  fallMute(): void {
    for (const socket of this.#sockets) this.#mute.add(socket);
  }

  #welcome(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let rest = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end = endOf(rest); end !== undefined; end = endOf(rest)) {
        this.#answer(socket, rest.subarray(0, end));
        rest = rest.subarray(end);
      }
    });
  }

  #answer(socket: Socket, packet: Buffer): void {
    if (this.#mute.has(socket)) return;
    const [type = 0] = packet;
    switch (type) {
      case CONNECT:
        return void socket.write(Buffer.from([0x20, 2, 0, 0]));
      case SUBSCRIBE:
        return void socket.write(Buffer.from([0x90, 4, ...packet.subarray(2, 4), 1, 1]));
      case PINGREQ:
        return void socket.write(Buffer.from([0xd0, 0]));
      case PUBLISH_QOS1:
      case PUBLISH_RETAINED_QOS1: {
        const at = 4 + packet.readUInt16BE(2);
        return void socket.write(Buffer.from([0x40, 2, ...packet.subarray(at, at + 2)]));
      }
    }
  }
}

/** Where the first packet ends; undefined while it is not whole. */
function endOf(bytes: Buffer): number | undefined {
  const length = bytes[1];
  return length === undefined || bytes.length < 2 + length ? undefined : 2 + length;
}

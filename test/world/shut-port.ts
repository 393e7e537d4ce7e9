import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from './free-ports.ts';

/** A port of this machine at which nobody answers until it is opened; from then on it leads to another one. */
export class ShutPort {
  readonly port: number;
  readonly #leadsTo: number;
  #server: Server | undefined;

  private constructor(port: number, leadsTo: number) {
    this.port = port;
    this.#leadsTo = leadsTo;
  }

  static async before(port: number): Promise<ShutPort> {
    const [own] = (await freePorts(1)) as [number];
    return new ShutPort(own, port);
  }

  async open(): Promise<void> {
    const server = createServer((near) => this.#lead(near));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  /** Resolves when the last connection is gone: to be called after those at its ends are. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #lead(near: Socket): void {
    const far = connect(this.#leadsTo, '127.0.0.1');
    pass(near, far);
    pass(far, near);
  }
}

function pass(from: Socket, to: Socket): void {
  from.pipe(to);
  // An end that breaks off is told to the other one, as by any line.
  from.on('error', () => to.destroy());
  from.once('close', () => to.destroy());
}

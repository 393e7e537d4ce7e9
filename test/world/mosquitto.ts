import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@loa/protocol';

/** Ports of an operator's own broker. */
export interface MosquittoPorts {
  /** Poles and server, with certificates. */
  tls: number;
  /** Whoever has taken the broker over: no certificate, every topic. */
  open: number;
}

/** Mosquitto as an operator would run it beside the server, plus a door for one who owns it. */
export class Mosquitto {
  readonly #folder: string;
  readonly #ports: MosquittoPorts;
  #child: ChildProcess | undefined;

  constructor(folder: string, ports: MosquittoPorts) {
    this.#folder = folder;
    this.#ports = ports;
  }

  /** `keys`: the server's folder of keys. */
  async start(keys: string): Promise<void> {
    const access = join(this.#folder, 'mosquitto.acl');
    await writeFile(
      access,
      [
        'user server',
        'topic readwrite loa/v1/#',
        'pattern write loa/v1/cluster/%u/#',
        'pattern read loa/v1/cluster/%u/desired',
        'pattern read loa/v1/cluster/%u/plan',
        '',
      ].join('\n'),
    );
    const file = join(this.#folder, 'mosquitto.conf');
    await writeFile(
      file,
      [
        'per_listener_settings true',
        'user root',
        `listener ${this.#ports.tls} 127.0.0.1`,
        `cafile ${join(keys, 'authority.crt')}`,
        `certfile ${join(keys, 'server.crt')}`,
        `keyfile ${join(keys, 'server.key')}`,
        'require_certificate true',
        'use_identity_as_username true',
        `acl_file ${access}`,
        `listener ${this.#ports.open} 127.0.0.1`,
        'allow_anonymous true',
        '',
      ].join('\n'),
    );
    this.#child = spawn('/usr/sbin/mosquitto', ['-c', file], { stdio: 'ignore' });
    await eventually(async () =>
      (await answers(this.#ports.open)) ? undefined : 'mosquitto does not answer',
    );
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await gone;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

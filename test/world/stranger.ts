import { createSocket } from 'node:dgram';
import { readFile, readdir, readlink } from 'node:fs/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { topicOf, type TopicName } from '@loa/protocol';

/** Somebody who has taken over the broker: reads and writes every topic, but has none of the signing keys. */
export class Stranger {
  readonly #client: MqttClient;
  readonly #seen = new Map<string, string[]>();

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload) => this.#keep(topic, payload.toString()));
  }

  static async at(port: number): Promise<Stranger> {
    const stranger = new Stranger(await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`));
    await stranger.#client.subscribeAsync('loa/v1/#', { qos: 1 });
    return stranger;
  }

  /** Every message of a topic that was seen so far, oldest first. */
  captured(clusterId: string, name: TopicName): string[] {
    return this.#seen.get(topicOf(clusterId, name)) ?? [];
  }

  async say(clusterId: string, name: TopicName, payload: string): Promise<void> {
    await this.#client.publishAsync(topicOf(clusterId, name), payload, { qos: 1, retain: false });
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }

  #keep(topic: string, payload: string): void {
    this.#seen.set(topic, [...(this.#seen.get(topic) ?? []), payload]);
  }
}

/** UDP ports on which a process listens, from the kernel's own tables. */
export async function udpPortsOf(pid: number): Promise<number[]> {
  const sockets = new Set<string>();
  for (const name of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined) sockets.add(inode);
  }
  const tables = await Promise.all(
    ['udp', 'udp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8')),
  );
  const lines = tables.flatMap((table) => table.trim().split('\n').slice(1));
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => sockets.has(fields[9] ?? ''))
    .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16));
}

/** Throws packets at a port of this machine. */
export async function throwAt(port: number, packets: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const packet of packets) {
    await new Promise<void>((resolve, reject) => {
      socket.send(packet, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }
  socket.close();
}

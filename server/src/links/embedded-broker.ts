import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import type { Logger } from 'pino';
import type { Clock } from '@loa/protocol';
import { isRetained, mayPublish, maySubscribe, type Party } from './broker-access.ts';
import { serialOf, type KeyedCertificate } from './certificates.ts';
import { SERVER_NAME } from './key-ring.ts';
import { TokenBucket } from './token-bucket.ts';

export interface BrokerPorts {
  /** Whether the cluster is known, not revoked, and its present certificate has this serial. */
  admits(clusterId: string, serial: string): Promise<boolean>;
  clock: Clock;
  log: Logger;
}

export interface BrokerListening {
  host: string;
  /** 0 for a free one. */
  port: number;
  server: KeyedCertificate;
  authorityPem: string;
}

interface Visitor {
  party: Party;
  bucket: TokenBucket;
}

/** A pole that comes back from a long silence has a few hundred lines of its record to tell. */
const BURST = 500;
const MESSAGES_A_SECOND = 50;
const MOST_PAYLOAD_BYTES = 256 * 1024;
const CONNECT_DEADLINE_MS = 15_000;

/** Which pole is at the other end; undefined when none is that may come in. Asked when it introduces itself. */
export type Recognise = () => Promise<string | undefined>;

/**
 * The message broker inside the server: MQTT 3.1.1 over TLS, every party known by its certificate. Poles that another
 * door recognises by the key of that certificate are welcome on any stream.
 */
export class EmbeddedBroker {
  readonly #ports: BrokerPorts;
  readonly #visitors = new WeakMap<Client, Visitor>();
  readonly #clients = new Set<Client>();
  /** Streams that another door let in, and how it knows who is there. */
  readonly #recognisers = new WeakMap<object, Recognise>();
  #aedes: Aedes | undefined;
  #listener: Server | undefined;

  constructor(ports: BrokerPorts) {
    this.#ports = ports;
  }

  /** Returns the port that was really taken. */
  async start({ host, port, server, authorityPem }: BrokerListening): Promise<number> {
    const aedes = await Aedes.createBroker({ connectTimeout: CONNECT_DEADLINE_MS });
    this.#aedes = aedes;
    this.#guard(aedes);
    const listener = createServer(
      {
        cert: server.certificatePem,
        key: server.keyPem,
        ca: [authorityPem],
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      },
      (socket) => aedes.handle(socket),
    );
    listener.on('tlsClientError', (error) =>
      this.#ports.log.debug({ err: error }, 'broker refused a handshake'),
    );
    this.#listener = listener;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(port, host, resolve);
    });
    return (listener.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const [aedes, listener] = [this.#aedes, this.#listener];
    this.#aedes = undefined;
    this.#listener = undefined;
    this.#clients.clear();
    const stopped = new Promise<void>((resolve) => (listener ? listener.close(() => resolve()) : resolve()));
    await new Promise<void>((resolve) => (aedes ? aedes.close(resolve) : resolve()));
    await stopped;
  }

  /** Speaks with a pole that shows by other means than TLS who it is; it may do what its certificate would let it do. */
  welcome(stream: Duplex, recognise: Recognise): void {
    if (this.#aedes === undefined) return void stream.destroy();
    this.#recognisers.set(stream, recognise);
    this.#aedes.handle(stream);
  }

  /** Ends the connections of a pole that was revoked or enrolled anew. */
  disconnect(clusterId: string): void {
    for (const client of this.#clients) {
      const party = this.#visitors.get(client)?.party;
      if (party?.kind === 'pole' && party.clusterId === clusterId) (client.conn as Duplex).destroy();
    }
  }

  #guard(aedes: Aedes): void {
    aedes.authenticate = (client, _username, _password, done) => {
      this.#admit(client).then(
        (isWelcome) => done(null, isWelcome),
        (error: unknown) => {
          this.#ports.log.error({ err: error }, 'broker could not look up a certificate');
          done(null, false);
        },
      );
    };
    aedes.authorizePublish = (client, packet, callback) => {
      const refusal = client === null ? undefined : this.#refusal(client, packet);
      if (refusal === undefined) callback(null);
      else this.#refuse(client, refusal, callback);
    };
    aedes.authorizeSubscribe = (client, subscription, callback) => {
      const visitor = this.#visitors.get(client);
      const isAllowed = visitor !== undefined && maySubscribe(visitor.party, subscription.topic);
      // Null is answered by code 128 in the SUBACK.
      callback(null, isAllowed ? subscription : null);
    };
    aedes.on('client', (client) => this.#clients.add(client));
    aedes.on('clientDisconnect', (client) => this.#clients.delete(client));
    const tell = (client: Client, error: Error) =>
      this.#ports.log.debug({ err: error, client: client?.id }, 'broker connection failed');
    aedes.on('clientError', tell);
    aedes.on('connectionError', tell);
  }

  async #admit(client: Client): Promise<boolean> {
    const party = await this.#partyOf(client);
    if (party === undefined) return false;
    const now = this.#ports.clock.mono();
    this.#visitors.set(client, {
      party,
      bucket: new TokenBucket({ perSecond: MESSAGES_A_SECOND, size: BURST, now }),
    });
    return true;
  }

  /** Who is at the other end, when it may come in under the name that it goes by. */
  async #partyOf({ conn, id }: Client): Promise<Party | undefined> {
    const recognise = this.#recognisers.get(conn);
    if (recognise !== undefined) {
      const clusterId = await recognise();
      return clusterId !== undefined && mayBeCalled(id, clusterId) ? { kind: 'pole', clusterId } : undefined;
    }
    const { subject, serialNumber = '' } = (conn as TLSSocket).getPeerCertificate();
    const name = commonName(subject?.CN);
    if (name === undefined || !mayBeCalled(id, name)) return undefined;
    if (name === SERVER_NAME) return { kind: 'server' };
    if (await this.#ports.admits(name, serialOf(serialNumber))) return { kind: 'pole', clusterId: name };
    this.#ports.log.warn({ clusterId: name }, 'broker refused a revoked or replaced certificate');
    return undefined;
  }

  /** Why the message is not taken, or undefined. */
  #refusal(client: Client, packet: PublishPacket): string | undefined {
    const visitor = this.#visitors.get(client);
    if (visitor === undefined || !mayPublish(visitor.party, packet.topic)) return 'not allowed on this topic';
    if (packet.payload.length > MOST_PAYLOAD_BYTES) return 'message too large';
    if (visitor.party.kind === 'pole' && !visitor.bucket.take(this.#ports.clock.mono()))
      return 'too many messages';
    packet.retain = packet.retain && isRetained(packet.topic);
    return undefined;
  }

  /** MQTT 3.1.1 knows no refusal of a message, so the connection ends (section 3.3.5). */
  #refuse(client: Client | null, refusal: string, callback: (error?: Error | null) => void): void {
    this.#ports.log.warn({ client: client?.id, refusal }, 'broker ended a connection');
    callback(new Error(refusal));
  }
}

/** The same client id pushes the earlier connection out, so that a pole may use only what begins with its own name. */
function mayBeCalled(clientId: string, name: string): boolean {
  return name === SERVER_NAME || clientId === name || clientId.startsWith(`${name}-`);
}

function commonName(name: string | string[] | undefined): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

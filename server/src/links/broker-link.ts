import { randomUUID } from 'node:crypto';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import { LoaError, TOPICS, parseTopic, topicOf, type TopicName } from '@loa/protocol';

/**
 * A message from a pole. A retained one may be old news: it came because we subscribed. A promise that the listener
 * answers is waited for: only then the broker hears that the message was taken, and one that rejects comes again.
 */
export type MessageListener = (
  clusterId: string,
  name: TopicName,
  payload: string,
  about: { retained: boolean },
) => unknown;

export interface PublishOptions {
  qos: 0 | 1;
  retain: boolean;
}

export interface BrokerAccess {
  /** `mqtts://host:port` or `mqtt://host:port`. */
  url: string;
  /** Certificates and keys in PEM; without them the operating system's authorities are believed. */
  tls?: { key: string; cert: string; ca: string[] };
  username?: string;
  password?: string;
  /**
   * Under this name the broker keeps signed records that come while this server is away. No two servers may have the
   * same. Without it nothing is kept.
   */
  sessionName?: string;
}

const CONNECT_DEADLINE_MS = 10_000;
const RECONNECT_MS = 1000;
/** After a message could not be taken, for example because the disk is full. */
const REPEAT_MS = 30_000;

/** The server's own connection to the broker: what poles say comes in, what they are to do goes out. */
export class BrokerLink {
  readonly #log: Logger;
  readonly #messageListeners = new Set<MessageListener>();
  readonly #connectListeners = new Set<() => void>();
  /** Those who wait for an acknowledgement, told when the line is cut. */
  readonly #unanswered = new Set<() => void>();
  #client: MqttClient | undefined;
  #isSubscribed = false;
  readonly #repeatMs: number;
  #repeat: NodeJS.Timeout | undefined;

  constructor({ log, repeatMs = REPEAT_MS }: { log: Logger; repeatMs?: number }) {
    this.#log = log;
    this.#repeatMs = repeatMs;
  }

  /** False while the broker cannot be reached or has refused a subscription. */
  get isConnected(): boolean {
    return this.#client?.connected === true && this.#isSubscribed;
  }

  /**
   * Returns when connected and subscribed. While the broker is away it returns after ten seconds all the same and
   * goes on trying, so that a server whose broker is late still serves its screens.
   */
  async start(access: BrokerAccess): Promise<void> {
    const client = connect(access.url, optionsFor(access));
    this.#client = client;
    client.on('close', () => this.#pause());
    client.on('error', (error) => this.#log.warn({ err: error }, 'broker link failed, trying again'));
    client.handleMessage = ({ topic, payload, retain }, done) => {
      this.#deliver(topic, Buffer.from(payload), retain).then(
        () => done(),
        (error: unknown) => {
          this.#log.error({ err: error, topic }, 'message could not be taken, the broker is to repeat it');
          this.#repeatLater(client);
          done(new LoaError('internal', {}, error));
        },
      );
    };
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(() => {
        this.#log.error({ url: access.url }, 'broker cannot be reached, going on without it');
        resolve();
      }, CONNECT_DEADLINE_MS);
      this.onReconnect(() => {
        clearTimeout(deadline);
        resolve();
      });
      client.on('connect', () => this.#resume(client));
    });
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#isSubscribed = false;
    clearTimeout(this.#repeat);
    this.#repeat = undefined;
    this.#connectListeners.clear();
    await client?.endAsync(true);
  }

  /** Returns when the broker has taken the message (QoS 1). Throws `broker.away` at once while it is away. */
  async publish(topic: string, payload: string, { qos, retain }: PublishOptions): Promise<void> {
    const client = this.#client;
    if (client?.connected !== true) throw new LoaError('broker.away');
    await new Promise<void>((resolve, reject) => {
      const giveUp = (cause?: unknown) => reject(new LoaError('broker.away', {}, cause));
      this.#unanswered.add(giveUp);
      client.publish(topic, payload, { qos, retain }, (error) => {
        this.#unanswered.delete(giveUp);
        if (error) giveUp(error);
        else resolve();
      });
    });
  }

  /** Returns what removes the listener again. */
  onMessage(listener: MessageListener): () => void {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /** Told whenever the connection came up; what could not be published before is to be repeated. */
  onReconnect(listener: () => void): () => void {
    this.#connectListeners.add(listener);
    return () => this.#connectListeners.delete(listener);
  }

  #resume(client: MqttClient): void {
    this.#subscribe(client).then(
      () => {
        this.#log.info('broker link is up');
        for (const listener of this.#connectListeners) listener();
      },
      (error: unknown) => {
        this.#log.warn({ err: error }, 'broker refused the subscriptions');
        client.reconnect();
      },
    );
  }

  #pause(): void {
    if (this.#isSubscribed) this.#log.warn('broker link is down');
    this.#isSubscribed = false;
    for (const giveUp of this.#unanswered) giveUp();
    this.#unanswered.clear();
  }

  /** MQTT 3.1.1, section 3.9.3: a refused subscription is answered by code 128, not by an error. */
  async #subscribe(client: MqttClient): Promise<void> {
    const topics = poleTopics();
    const granted = await client.subscribeAsync(topics);
    const refused = granted.filter(({ qos }) => qos > 2).map(({ topic }) => topic);
    if (refused.length > 0 || granted.length < Object.keys(topics).length)
      throw new LoaError('broker.away', { refused });
    this.#isSubscribed = true;
  }

  /** A broker repeats what was not acknowledged on the next connection only (MQTT 3.1.1, section 4.4). */
  #repeatLater(client: MqttClient): void {
    this.#repeat ??= setTimeout(() => {
      this.#repeat = undefined;
      client.stream.destroy();
    }, this.#repeatMs);
  }

  async #deliver(topic: string, payload: Buffer, retained: boolean): Promise<void> {
    const parsed = parseTopic(topic);
    if (parsed === undefined || payload.length === 0) return;
    const text = payload.toString('utf8');
    const { clusterId, name } = parsed;
    await Promise.all(
      [...this.#messageListeners].map((listener) => listener(clusterId, name, text, { retained })),
    );
  }
}

/**
 * Only what is not retained is to be kept for us while we are away: of the others the broker tells the last one, and
 * marks it as old.
 */
function poleTopics(): Record<string, { qos: 0 | 1 }> {
  const names = Object.keys(TOPICS) as TopicName[];
  const fromPoles = names.filter((name) => TOPICS[name].direction === 'from-pole');
  return Object.fromEntries(
    fromPoles.map((name) => [topicOf('+', name), { qos: TOPICS[name].retained ? 0 : TOPICS[name].qos }]),
  );
}

function optionsFor({ tls, username, password, sessionName }: BrokerAccess): IClientOptions {
  return {
    // Two servers at one broker must not push each other out.
    clientId: sessionName ?? `loa-server-${randomUUID()}`,
    clean: sessionName === undefined,
    protocolVersion: 4,
    keepalive: 15,
    reconnectPeriod: RECONNECT_MS,
    connectTimeout: CONNECT_DEADLINE_MS,
    resubscribe: false,
    // A message that waited for the broker would arrive as an order from the past.
    queueQoSZero: false,
    ...tls,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

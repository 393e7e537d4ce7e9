import mqtt, { type MqttClient } from 'mqtt';
import { topicOf, TOPICS, type Presence, type TopicName } from '@loa/protocol';
import type { Identity } from './identity-store.ts';
import { pauseAfter } from './retry-pause.ts';

const KEEPALIVE_S = 15;
const CONNECT_TIMEOUT_MS = 10_000;
const PAUSES = { leastMs: 1000, mostMs: 30_000 };
/** Topics that a pole listens to; it would be refused all others. */
const HEARD: readonly TopicName[] = ['desired', 'plan'];

export interface BrokerOptions {
  identity: Pick<Identity, 'clusterId' | 'brokerUrl' | 'certificatePem' | 'privateKeyPem' | 'authorityPem'>;
  /** What the broker is to say when this pole vanishes. */
  will: () => Presence;
  onMessage: (name: 'desired' | 'plan', payload: string) => void;
  /** Connected and subscribed, or cut off. */
  onState: (isConnected: boolean, reason: string) => void;
}

/** The MQTT broker, with this pole's own certificate. Comes back by itself, with growing pauses. */
export class BrokerLink {
  readonly #options: BrokerOptions;
  #client: MqttClient | undefined;
  #isConnected = false;
  #tries = 0;
  #reason = '';

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  start(): void {
    if (this.#client !== undefined) return;
    const { brokerUrl, clusterId, certificatePem, privateKeyPem, authorityPem } = this.#options.identity;
    const client = mqtt.connect(brokerUrl, {
      clientId: clusterId,
      clean: false,
      keepalive: KEEPALIVE_S,
      protocolVersion: 4,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: this.#pause(),
      resubscribe: false,
      queueQoSZero: false,
      cert: certificatePem,
      key: privateKeyPem,
      ca: authorityPem,
      will: this.#will(),
    });
    this.#client = client;
    client.on('connect', () => this.#greet(client));
    client.on('message', (topic, payload) => this.#deliver(topic, payload.toString()));
    client.on('error', (error) => (this.#reason = error.message));
    client.on('close', () => this.#lose(client));
  }

  /** Resolves when the broker has taken the message (QoS 1: acknowledged); rejects while it is away. */
  async publish(name: TopicName, payload: string): Promise<void> {
    const { qos, retained } = TOPICS[name];
    const client = this.#client;
    if (client === undefined || !this.#isConnected) throw new Error('the broker is away');
    await client.publishAsync(topicOf(this.#options.identity.clusterId, name), payload, {
      qos,
      retain: retained,
    });
  }

  /** Leaves the broker; `farewell` is published first when there is a line. Twice is fine. */
  async close(farewell?: Presence): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    const isPolite = this.#isConnected && farewell !== undefined;
    if (isPolite)
      await this.publish('presence', JSON.stringify(farewell)).catch(() => (this.#isConnected = false));
    this.#client = undefined;
    this.#isConnected = false;
    await client.endAsync(!isPolite);
  }

  #greet(client: MqttClient): void {
    const topics = HEARD.map((name) => topicOf(this.#options.identity.clusterId, name));
    client
      .subscribeAsync(topics, { qos: 1 })
      .then((granted) => {
        if (granted.some(({ qos }) => qos > 1)) throw new Error('the broker refuses our topics');
        this.#tries = 0;
        this.#reason = '';
        this.#isConnected = true;
        this.#options.onState(true, '');
      })
      .catch((error: unknown) => {
        this.#reason = error instanceof Error ? error.message : String(error);
        client.stream.destroy();
      });
  }

  #deliver(topic: string, payload: string): void {
    const name = HEARD.find((each) => topic === topicOf(this.#options.identity.clusterId, each));
    if (name === 'desired' || name === 'plan') this.#options.onMessage(name, payload);
  }

  #lose(client: MqttClient): void {
    const wasConnected = this.#isConnected;
    this.#isConnected = false;
    // Read by the client when it sets its next timer; the will carries the moment of the connection that it guards.
    client.options.reconnectPeriod = this.#pause();
    client.options.will = this.#will();
    this.#tries += 1;
    if (wasConnected || this.#tries === 1) this.#options.onState(false, this.#reason);
  }

  #pause(): number {
    return pauseAfter(this.#tries, PAUSES, Math.random());
  }

  #will(): { topic: string; payload: Buffer; qos: 0 | 1; retain: boolean } {
    const { qos, retained } = TOPICS.presence;
    const topic = topicOf(this.#options.identity.clusterId, 'presence');
    return { topic, payload: Buffer.from(JSON.stringify(this.#options.will())), qos, retain: retained };
  }
}

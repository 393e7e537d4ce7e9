import { rootCertificates } from 'node:tls';
import { writeToStream } from 'mqtt-packet';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { BROKER_PATH, topicOf, TOPICS, type Presence, type TopicName } from '@loa/protocol';
import type { Way } from './broker-search.ts';
import { ofFewLengths } from './few-lengths.ts';
import type { Identity } from './identity-store.ts';

// The library would keep a buffer for every number of two bytes: 7 MB, to save a pole that sends a packet a second work.
writeToStream.cacheNumbers = false;

const KEEPALIVE_S = 15;
/** Topics that a pole listens to; it would be refused all others. */
const HEARD: readonly HeardTopic[] = ['desired', 'plan'];

export type HeardTopic = 'desired' | 'plan';

export interface BrokerSocketParts {
  identity: Pick<
    Identity,
    'clusterId' | 'brokerUrl' | 'serverUrl' | 'certificatePem' | 'privateKeyPem' | 'authorityPem'
  >;
  /** What shows the server who we are where no certificate can: the value for `Authorization`. */
  authorization: () => Promise<string>;
  onMessage: (name: HeardTopic, payload: string) => void;
}

export interface BrokerSocketOptions {
  way: Way;
  /** How long it may take until the broker hears and answers us, ms. */
  patienceMs: number;
  /** What the broker is to say when this pole vanishes. */
  will: Presence;
  /** Connected and subscribed. */
  onOpen: () => void;
  /** Told once. `isUnanswered`: nobody answered within the patience. */
  onClosed: (reason: string, isUnanswered: boolean) => void;
}

/** One connection to the broker, from the first packet to the last. It never comes back by itself. */
export class BrokerSocket {
  readonly #parts: BrokerSocketParts;
  readonly #options: BrokerSocketOptions;
  readonly #deadline: NodeJS.Timeout;
  /** Those who wait for an acknowledgement, told when the line is cut. */
  readonly #unanswered = new Set<(error: Error) => void>();
  #client: MqttClient | undefined;
  #isOpen = false;
  #isClosed = false;
  #isUnanswered = false;
  #reason = '';
  #roundTripMs = 0;

  /** Begins to connect at once. */
  constructor(parts: BrokerSocketParts, options: BrokerSocketOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#deadline = setTimeout(() => this.#giveUp(), options.patienceMs);
    this.#connect().catch((error: unknown) => this.drop(wordsOf(error)));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** From a question to its answer at the last measurement, ms; 0 before the first. */
  get roundTripMs(): number {
    return this.#roundTripMs;
  }

  /** Resolves when the broker has taken the message (QoS 1: acknowledged); rejects while there is no line. */
  async publish(name: TopicName, payload: string): Promise<void> {
    const client = this.#client;
    if (client === undefined || !this.#isOpen) throw new Error('the broker is away');
    const { qos, retained: retain } = TOPICS[name];
    await new Promise<void>((resolve, reject) => {
      this.#unanswered.add(reject);
      client.publish(this.#topic(name), ofFewLengths(payload), { qos, retain }, (error) => {
        this.#unanswered.delete(reject);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Whether the broker answers within `withinMs`. */
  async ping(withinMs: number): Promise<boolean> {
    const client = this.#client;
    if (client === undefined || !this.#isOpen) return false;
    const askedMono = performance.now();
    const hasAnswered = await new Promise<boolean>((resolve) => {
      const end = (answer: boolean): void => {
        clearTimeout(timer);
        client.off('packetreceive', listen);
        resolve(answer);
      };
      const listen = ({ cmd }: { cmd: string }): void => void (cmd === 'pingresp' && end(true));
      // After a stall of ours, timers run before what has come meanwhile.
      const timer = setTimeout(() => setImmediate(() => end(false)), withinMs);
      client.on('packetreceive', listen);
      client.sendPing();
    });
    if (hasAnswered) this.#roundTripMs = performance.now() - askedMono;
    return hasAnswered;
  }

  /** Cuts the line, so that the broker speaks our will. Twice is fine. */
  drop(reason: string): void {
    if (this.#isClosed) return;
    this.#reason ||= reason;
    if (this.#client === undefined) this.#end();
    else this.#client.stream.destroy();
  }

  /** Says goodbye, so that the broker keeps our will to itself. */
  async leave(): Promise<void> {
    const client = this.#client;
    if (client === undefined || !this.#isOpen) return this.drop('closed');
    await client.endAsync();
  }

  async #connect(): Promise<void> {
    const options = await this.#way();
    if (this.#isClosed) return;
    const client = mqtt.connect(options.url, options);
    this.#client = client;
    client.on('connect', () => this.#greet(client));
    client.on('message', (topic, payload) => this.#deliver(topic, payload.toString()));
    client.on('error', (error) => (this.#reason = wordsOf(error)));
    client.on('close', () => this.#end());
  }

  async #way(): Promise<IClientOptions & { url: string }> {
    const { identity, authorization } = this.#parts;
    const { clusterId, brokerUrl, serverUrl, certificatePem, privateKeyPem, authorityPem } = identity;
    const common: IClientOptions = {
      clientId: clusterId,
      clean: false,
      keepalive: KEEPALIVE_S,
      protocolVersion: 4,
      // Whoever lost this line opens another one; what waited here would come as news from the past.
      reconnectPeriod: 0,
      connectTimeout: 2 * this.#options.patienceMs,
      resubscribe: false,
      queueQoSZero: false,
      will: this.#will(),
    };
    if (this.#options.way === 'tls') {
      return { ...common, url: brokerUrl, cert: certificatePem, key: privateKeyPem, ca: authorityPem };
    }
    const url = new URL(BROKER_PATH, serverUrl);
    url.protocol = 'wss:';
    const headers = { authorization: await authorization() };
    const ca = [authorityPem, ...rootCertificates];
    return { ...common, url: url.href, ca, wsOptions: { headers } };
  }

  #greet(client: MqttClient): void {
    const askedMono = performance.now();
    client
      .subscribeAsync(
        HEARD.map((name) => this.#topic(name)),
        { qos: 1 },
      )
      .then((granted) => {
        if (this.#isClosed) return;
        if (granted.some(({ qos }) => qos > 1)) throw new Error('the broker refuses our topics');
        this.#roundTripMs = performance.now() - askedMono;
        clearTimeout(this.#deadline);
        this.#isOpen = true;
        this.#options.onOpen();
      })
      .catch((error: unknown) => this.drop(wordsOf(error)));
  }

  #deliver(topic: string, payload: string): void {
    const name = HEARD.find((each) => topic === this.#topic(each));
    if (name !== undefined && !this.#isClosed) this.#parts.onMessage(name, payload);
  }

  #giveUp(): void {
    this.#isUnanswered = true;
    this.drop('no answer');
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isOpen = false;
    clearTimeout(this.#deadline);
    this.#client?.end(true);
    for (const reject of this.#unanswered) reject(new Error('the line to the broker broke'));
    this.#unanswered.clear();
    this.#options.onClosed(this.#reason, this.#isUnanswered);
  }

  #topic(name: TopicName): string {
    return topicOf(this.#parts.identity.clusterId, name);
  }

  #will(): { topic: string; payload: Buffer; qos: 0 | 1; retain: boolean } {
    const { qos, retained: retain } = TOPICS.presence;
    const payload = Buffer.from(JSON.stringify(this.#options.will));
    return { topic: this.#topic('presence'), payload, qos, retain };
  }
}

/** The plain words of a failure; several tries to one name come as an error without any of its own. */
function wordsOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const cause = first ?? error;
  return cause instanceof Error ? cause.message : String(cause);
}

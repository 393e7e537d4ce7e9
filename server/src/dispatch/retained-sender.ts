import type { TopicName } from '@loa/protocol';
import { topicOf } from '@loa/protocol';

/** The door to the broker, as far as sending goes. */
export interface BrokerPort {
  publish(topic: string, payload: string, options: { qos: 0 | 1; retain: boolean }): Promise<void>;
  /** Told on every return of the connection; answers what removes the listener again. */
  onReconnect(listener: () => void): () => void;
}

export interface WarningLog {
  warn(details: object, message: string): void;
}

export interface RetainedSenderParts {
  broker: BrokerPort;
  log: WarningLog;
  name: TopicName;
  /**
   * Makes the message from what is true now, with a number newer than any before; the empty text takes the retained
   * message away, undefined leaves the topic alone.
   */
  compose: (clusterId: string) => Promise<string | undefined>;
}

interface Line {
  running: Promise<void>;
  /** One more round, for those who asked after the present one had begun to compose. */
  next: Promise<void> | undefined;
}

const RETRY_MS = 5_000;
const AT_ONCE = 16;

/**
 * Keeps one retained topic of every cluster up to date. One message at a time goes to a cluster, so the numbers on the
 * wire never go back; many asks while one is on its way become one message; what the broker did not take is made anew
 * and sent when it is back.
 */
export class RetainedSender {
  readonly #parts: RetainedSenderParts;
  readonly #lines = new Map<string, Line>();
  readonly #unsent = new Set<string>();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #forgetBroker: (() => void) | undefined;

  constructor(parts: RetainedSenderParts) {
    this.#parts = parts;
  }

  /** From now on, the return of the broker sends what it did not take. */
  start(): void {
    this.#forgetBroker ??= this.#parts.broker.onReconnect(() => this.#retryNow());
  }

  /** Resolves when a message made after this call was taken by the broker, or put aside for its return. */
  send(clusterId: string): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const line = this.#lines.get(clusterId);
    if (line === undefined) return this.#begin(clusterId);
    line.next ??= line.running.then(() => this.#begin(clusterId));
    return line.next;
  }

  async sendMany(clusterIds: readonly string[]): Promise<void> {
    for (let at = 0; at < clusterIds.length; at += AT_ONCE) {
      await Promise.all(clusterIds.slice(at, at + AT_ONCE).map((clusterId) => this.send(clusterId)));
    }
  }

  /** Sends what the broker did not take before. */
  async sendUnsent(): Promise<void> {
    const clusterIds = [...this.#unsent];
    this.#unsent.clear();
    await this.sendMany(clusterIds);
  }

  get unsent(): number {
    return this.#unsent.size;
  }

  close(): void {
    this.#closed = true;
    this.#forgetBroker?.();
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  #begin(clusterId: string): Promise<void> {
    const line: Line = { running: Promise.resolve(), next: undefined };
    this.#lines.set(clusterId, line);
    line.running = this.#deliver(clusterId).finally(() => {
      if (line.next === undefined) this.#lines.delete(clusterId);
    });
    return line.running;
  }

  async #deliver(clusterId: string): Promise<void> {
    if (this.#closed) return;
    const { broker, compose, log, name } = this.#parts;
    try {
      const payload = await compose(clusterId);
      if (payload !== undefined)
        await broker.publish(topicOf(clusterId, name), payload, { qos: 1, retain: true });
      this.#unsent.delete(clusterId);
    } catch (error) {
      log.warn({ err: error, clusterId, topic: name }, 'message put aside until the broker takes it');
      this.#putAside(clusterId);
    }
  }

  #putAside(clusterId: string): void {
    this.#unsent.add(clusterId);
    if (this.#closed || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => this.#retryNow(), RETRY_MS);
    this.#retry.unref();
  }

  #retryNow(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.sendUnsent().catch((error: unknown) => this.#parts.log.warn({ err: error }, 'retry failed'));
  }
}

import { LoaError } from '@loa/protocol';
import type { BrokerPort } from './retained-sender.ts';

export interface SentMessage {
  topic: string;
  payload: string;
  qos: 0 | 1;
  retain: boolean;
}

/** A broker that keeps what it was given; it can be away, and it can be slow. */
export class FakeBroker implements BrokerPort {
  readonly sent: SentMessage[] = [];
  isConnected = true;
  readonly #listeners = new Set<() => void>();
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  async publish(topic: string, payload: string, options: { qos: 0 | 1; retain: boolean }): Promise<void> {
    await this.#gate;
    if (!this.isConnected) throw new LoaError('broker.away');
    this.sent.push({ topic, payload, ...options });
  }

  onReconnect(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reconnect(): void {
    this.isConnected = true;
    for (const listener of this.#listeners) listener();
  }

  /** Acknowledges nothing until `release`. */
  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  async release(): Promise<void> {
    this.#open();
    await this.#gate;
  }
}

import { topicOf, type TopicName } from '@loa/protocol';
import type { BrokerLink, MessageListener } from '../links/broker-link.ts';

/** The server's end of the broker, without a broker: what poles say is put in by hand. */
export class FakePoleLine implements Pick<BrokerLink, 'onMessage'> {
  readonly #listeners = new Set<MessageListener>();
  #answers: unknown[] = [];

  onMessage(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  say(clusterId: string, name: TopicName, body: unknown, { retained = false } = {}): string {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    for (const listener of this.#listeners) {
      this.#answers.push(listener(clusterId, name, payload, { retained }));
    }
    return topicOf(clusterId, name);
  }

  /** Resolves when all that was said has been dealt with; rejects when something could not be. */
  async settled(): Promise<void> {
    const answers = this.#answers;
    this.#answers = [];
    await Promise.all(answers);
  }
}

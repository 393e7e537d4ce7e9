import { audienceOf, misfit, openEnvelope, TOPICS } from '@loa/protocol';
import type { Desired, Envelope, Plan, SigningKey } from '@loa/protocol';
import type { Logger } from 'pino';
import type { Refusals } from '../health/refusals.ts';
import type { MessageStore } from './message-store.ts';

/** Streams of messages that a pole obeys. */
export type StreamName = 'desired' | 'plan';

interface Obeyed {
  number: number;
  exp: number;
  body: unknown;
  /** It came from the wire since this program started, and not only from the disk. */
  isFresh: boolean;
}

export interface GatekeeperParts {
  clusterId: string;
  serverKey: SigningKey;
  store: MessageStore;
  refusals: Refusals;
  log: Logger;
}

export interface GatekeeperFacts {
  /** The time by which messages are judged, and whether it is known to be right (wall ms). */
  judgementNow: () => number;
  isClockKnown: () => boolean;
  /** Another message is obeyed. */
  onObeyed: (name: StreamName) => void;
}

/** Lets in only what the server signed for this pole, newer than what came before, and still valid. */
export class MessageGatekeeper {
  readonly #parts: GatekeeperParts;
  readonly #facts: GatekeeperFacts;
  readonly #obeyed: Partial<Record<StreamName, Obeyed>> = {};
  readonly #lastNumber: Record<StreamName, number> = { desired: -1, plan: -1 };
  /** Refused only because our own clock may be wrong; judged again when it is known. */
  readonly #early = new Map<StreamName, string>();
  #work: Promise<void> = Promise.resolve();

  constructor(parts: GatekeeperParts, facts: GatekeeperFacts) {
    this.#parts = parts;
    this.#facts = facts;
  }

  /** Takes up what was obeyed before the last stop, as far as it is still valid. */
  async start(): Promise<void> {
    for (const name of ['desired', 'plan'] as const) {
      const stored = await this.#parts.store.load(name);
      if (stored === undefined) continue;
      await this.#judge(name, stored.token, false);
      this.#lastNumber[name] = Math.max(this.#lastNumber[name], stored.number);
    }
  }

  /** Judges a message from the wire; messages are judged one after the other, in the order in which they came. */
  take(name: StreamName, token: string): void {
    this.#work = this.#work
      .then(() => this.#judge(name, token, true))
      .catch((error: unknown) => this.#parts.log.error({ err: error, name }, 'message not kept'));
  }

  /** Waits until all messages taken so far are judged and on disk. */
  async close(): Promise<void> {
    await this.#work;
  }

  /** The clock has become known: what looked to come from the future is judged again. */
  judgeAgain(): void {
    const early = [...this.#early];
    this.#early.clear();
    for (const [name, token] of early) this.take(name, token);
  }

  /** What the pole should be doing; null while nothing valid says so. */
  desired(): Desired | null {
    return (this.#valid('desired')?.body as Desired | undefined) ?? null;
  }

  /** What is planned; null while nothing valid says so. */
  plan(): Plan | null {
    return (this.#valid('plan')?.body as Plan | undefined) ?? null;
  }

  /** Whether what is obeyed in a stream came from the server since this program started. */
  isFresh(name: StreamName): boolean {
    return this.#obeyed[name]?.isFresh === true;
  }

  /** Number of the last message obeyed in a stream; -1 before the first. */
  revision(name: StreamName): number {
    return this.#lastNumber[name];
  }

  #valid(name: StreamName): Obeyed | undefined {
    const obeyed = this.#obeyed[name];
    return obeyed !== undefined && obeyed.exp > this.#facts.judgementNow() ? obeyed : undefined;
  }

  async #judge(name: StreamName, token: string, isFromWire: boolean): Promise<void> {
    const { clusterId, serverKey, store } = this.#parts;
    const opened = await openEnvelope(token, serverKey, {
      audience: audienceOf(clusterId),
      lastNumber: this.#lastNumber[name],
      allowSameNumber: true,
      now: this.#facts.judgementNow(),
    });
    if (!opened.ok) return this.#refuse(name, token, opened, isFromWire);
    const reason = misfit(TOPICS[name].schema, opened.envelope.body);
    const malformed = { code: 'message.malformed', detail: reason ?? '' } as const;
    if (reason !== undefined) return this.#refuse(name, token, malformed, isFromWire);
    const isNew = opened.envelope.num > this.#lastNumber[name];
    if (isNew && isFromWire) await store.save(name, { number: opened.envelope.num, token });
    this.#obey(name, opened.envelope, isFromWire);
  }

  #refuse(
    name: StreamName,
    token: string,
    refusal: { code: string; detail: string },
    isFromWire: boolean,
  ): void {
    const { refusals, log } = this.#parts;
    const mayBeOurs = refusal.code === 'message.from-the-future' && !this.#facts.isClockKnown();
    if (mayBeOurs) this.#early.set(name, token);
    else if (isFromWire) refusals.count(refusal.code);
    log.warn({ name, ...refusal, isFromWire }, 'message refused');
  }

  #obey(name: StreamName, { num, exp, body }: Envelope<unknown>, isFresh: boolean): void {
    const isSame = this.#obeyed[name]?.number === num;
    this.#obeyed[name] = { number: num, exp, body, isFresh };
    this.#lastNumber[name] = num;
    if (!isSame) this.#facts.onObeyed(name);
  }
}

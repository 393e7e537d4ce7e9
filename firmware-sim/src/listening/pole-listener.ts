import type { WebSocket } from 'ws';
import { LEVERS } from './listened-pole.ts';
import type { Lever, ListenedPole } from './listened-pole.ts';

const SHOW_EVERY_MS = 100;
/** Sound of one packet: 40 ms. */
const PACKET_FRAMES = 1920;
/** A visitor whose line holds back more than this misses sound rather than falls behind, bytes (1 s). */
const MOST_WAITING_BYTES = 96_000;

type Wish = { listen: boolean } | { lever: Lever; isBroken: boolean };

/** One visitor of one pole: gets its facts ten times a second, its sound when asked, and may pull its levers. */
export class PoleListener {
  readonly #pole: ListenedPole;
  readonly #visitor: WebSocket;
  #packet = new Int16Array(PACKET_FRAMES);
  #filled = 0;
  #stopHearing: (() => void) | undefined;

  constructor(pole: ListenedPole, visitor: WebSocket) {
    this.#pole = pole;
    this.#visitor = visitor;
  }

  /** Serves until the visitor goes. */
  start(): void {
    const timer = setInterval(() => this.#show(), SHOW_EVERY_MS);
    this.#visitor.once('close', () => {
      clearInterval(timer);
      this.#stopHearing?.();
    });
    this.#visitor.on('message', (bytes: Buffer) => {
      const wish = parseWish(bytes.toString());
      if (wish === undefined) this.#visitor.close();
      else this.#grant(wish);
    });
    this.#show();
  }

  #grant(wish: Wish): void {
    if ('lever' in wish) {
      this.#pole.pull(wish.lever, wish.isBroken).catch(() => this.#visitor.close());
      return;
    }
    this.#stopHearing?.();
    this.#stopHearing = wish.listen ? this.#pole.onHorn((samples) => this.#hear(samples)) : undefined;
    this.#filled = 0;
  }

  #show(): void {
    this.#visitor.send(JSON.stringify(this.#pole.facts));
  }

  #hear(samples: Int16Array): void {
    this.#packet.set(samples, this.#filled);
    this.#filled += samples.length;
    if (this.#filled < PACKET_FRAMES) return;
    if (this.#visitor.bufferedAmount < MOST_WAITING_BYTES)
      this.#visitor.send(new Uint8Array(this.#packet.buffer));
    this.#packet = new Int16Array(PACKET_FRAMES);
    this.#filled = 0;
  }
}

function parseWish(text: string): Wish | undefined {
  let wish: Partial<Record<'listen' | 'lever' | 'isBroken', unknown>>;
  try {
    wish = (JSON.parse(text) ?? {}) as typeof wish;
  } catch {
    return undefined;
  }
  if (typeof wish.listen === 'boolean') return { listen: wish.listen };
  const lever = LEVERS.find((each) => each === wish.lever);
  return lever !== undefined && typeof wish.isBroken === 'boolean'
    ? { lever, isBroken: wish.isBroken }
    : undefined;
}

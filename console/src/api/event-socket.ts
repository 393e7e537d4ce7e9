import type { ConsoleEvent } from '@loa/protocol';
import { STALE_AFTER_MS, UNCONNECTED } from './connection.ts';
import { Latest } from './latest.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** Events are handed on together: a hundred poles that report would otherwise draw the page a hundred times. */
const GATHER_MS = 150;

/** What the server says as it happens. Comes back by itself after every loss, sooner when the network returns. */
export class EventSocket {
  readonly connection = new Latest(UNCONNECTED);
  readonly #url: string;
  readonly #onEvents: (events: ConsoleEvent[]) => void;
  #socket: WebSocket | undefined;
  #gathered: ConsoleEvent[] = [];
  #waitMs = FIRST_WAIT_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #handOn: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor({ url, onEvents }: { url: string; onEvents: (events: ConsoleEvent[]) => void }) {
    this.#url = url;
    this.#onEvents = onEvents;
  }

  start(): void {
    this.#watch ??= setInterval(() => this.#dropSilent(), 5_000);
    window.addEventListener('online', this.#comeBack);
    // What the screens show first was asked for now; if no line comes up, that is how old it is.
    this.connection.set({ ...this.connection.get(), lastMessageAt: Date.now() });
    this.#open();
  }

  close(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    clearTimeout(this.#handOn);
    this.#watch = undefined;
    window.removeEventListener('online', this.#comeBack);
    this.#leave();
  }

  #open(): void {
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)) as ConsoleEvent);
    socket.onclose = () => this.#lost(socket);
  }

  #take(event: ConsoleEvent): void {
    const now = Date.now();
    const before = this.connection.get();
    const offsetMs = 'serverTime' in event ? event.serverTime - now : before.offsetMs;
    if (event.type === 'hello') this.#waitMs = FIRST_WAIT_MS;
    // Levels come ten times a second; the age of the last message need not be that exact.
    const isNews =
      !before.isOpen || event.type !== 'level' || now + offsetMs - (before.lastMessageAt ?? 0) > 1_000;
    if (isNews) this.connection.set({ isOpen: true, lastMessageAt: now + offsetMs, offsetMs });
    if (event.type === 'level') this.#onEvents([event]);
    else this.#gather(event);
  }

  #gather(event: ConsoleEvent): void {
    this.#gathered.push(event);
    this.#handOn ??= setTimeout(() => {
      const events = this.#gathered;
      this.#gathered = [];
      this.#handOn = undefined;
      this.#onEvents(events);
    }, GATHER_MS);
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.connection.set({ ...this.connection.get(), isOpen: false });
    this.#retry = setTimeout(() => this.#open(), this.#waitMs);
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
  }

  readonly #comeBack = (): void => {
    if (this.#socket !== undefined) return;
    this.#waitMs = FIRST_WAIT_MS;
    this.#open();
  };

  /** A line that swallows everything looks open for many minutes. */
  #dropSilent(): void {
    const { isOpen, lastMessageAt, offsetMs } = this.connection.get();
    const silentMs = Date.now() + offsetMs - (lastMessageAt ?? 0);
    if (!isOpen || silentMs < STALE_AFTER_MS) return;
    const socket = this.#socket;
    if (socket === undefined) return;
    socket.onmessage = null;
    this.#lost(socket);
    socket.close();
  }

  #leave(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onmessage = null;
    socket.close();
  }
}

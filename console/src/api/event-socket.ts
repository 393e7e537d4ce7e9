import type { ConsoleEvent } from '@loa/protocol';
import { STALE_AFTER_MS, UNCONNECTED, waitBefore } from './connection.ts';
import { Latest } from './latest.ts';

/** An attempt that nobody has answered by then is given up for another (ms): browsers would wait for minutes. */
const OPENING_PATIENCE_MS = 5_000;
/** Events are handed on together: a hundred poles that report would otherwise draw the page a hundred times. */
const GATHER_MS = 150;

/** What the server says as it happens. Comes back by itself after every loss, sooner when the network returns. */
export class EventSocket {
  readonly connection = new Latest(UNCONNECTED);
  readonly #url: string;
  readonly #onEvents: (events: ConsoleEvent[]) => void;
  #socket: WebSocket | undefined;
  #gathered: ConsoleEvent[] = [];
  #tries = 0;
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
    this.#retry = setTimeout(() => this.#drop(socket), OPENING_PATIENCE_MS);
    socket.onopen = () => socket === this.#socket && clearTimeout(this.#retry);
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)) as ConsoleEvent);
    socket.onclose = () => this.#lost(socket);
  }

  #take(event: ConsoleEvent): void {
    const now = Date.now();
    const before = this.connection.get();
    const offsetMs = 'serverTime' in event ? event.serverTime - now : before.offsetMs;
    const bootId = event.type === 'hello' ? event.bootId : before.bootId;
    if (event.type === 'hello') this.#tries = 0;
    // Levels come ten times a second; the age of the last message need not be that exact.
    const isNews =
      !before.isOpen || event.type !== 'level' || now + offsetMs - (before.lastMessageAt ?? 0) > 1_000;
    if (isNews) this.connection.set({ isOpen: true, lastMessageAt: now + offsetMs, offsetMs, bootId });
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
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#open(), waitBefore(this.#tries++));
  }

  readonly #comeBack = (): void => {
    if (this.#socket !== undefined) return;
    this.#tries = 0;
    this.#open();
  };

  /** A line that swallows everything looks open for many minutes. */
  #dropSilent(): void {
    const { isOpen, lastMessageAt, offsetMs } = this.connection.get();
    const silentMs = Date.now() + offsetMs - (lastMessageAt ?? 0);
    if (!isOpen || silentMs < STALE_AFTER_MS) return;
    if (this.#socket !== undefined) this.#drop(this.#socket);
  }

  #drop(socket: WebSocket): void {
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

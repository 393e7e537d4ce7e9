import type { Telemetry } from '@loa/protocol';
import type { Logger } from 'pino';

const IDLE_MS = 20_000;
const SOUNDING_MS = 5000;
const LEAST_PAUSE_MS = 500;

export interface TelemetryParts {
  measure: () => Promise<Telemetry>;
  publish: (payload: string) => Promise<void>;
  isSounding: () => boolean;
  mono: () => number;
  log: Logger;
}

/** The pole's heartbeat: every 20 s, every 5 s while something sounds, and at once when that changes. */
export class TelemetrySender {
  readonly #parts: TelemetryParts;
  #timer: NodeJS.Timeout | undefined;
  #isOnline = false;
  #wasSounding = false;
  #sentMono = Number.NEGATIVE_INFINITY;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    clearTimeout(this.#timer);
    if (isOnline) this.#send();
  }

  /** Something may have begun or ceased to sound. */
  look(): void {
    const isSounding = this.#parts.isSounding();
    if (isSounding === this.#wasSounding) return;
    this.#wasSounding = isSounding;
    this.#setTimer(0);
  }

  /** Twice is fine. */
  close(): void {
    this.#isOnline = false;
    clearTimeout(this.#timer);
  }

  #setTimer(pause: number): void {
    clearTimeout(this.#timer);
    if (!this.#isOnline) return;
    const sooner = this.#sentMono + LEAST_PAUSE_MS - this.#parts.mono();
    this.#timer = setTimeout(() => this.#send(), Math.max(pause, sooner));
  }

  #send(): void {
    this.#sentMono = this.#parts.mono();
    this.#setTimer(this.#parts.isSounding() ? SOUNDING_MS : IDLE_MS);
    this.#parts
      .measure()
      .then((telemetry) => this.#parts.publish(JSON.stringify(telemetry)))
      .catch((error: unknown) => this.#parts.log.debug({ err: error }, 'telemetry not sent'));
  }
}

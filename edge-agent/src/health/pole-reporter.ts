import type { Presence, Reported, Telemetry } from '@loa/protocol';
import type { Logger } from 'pino';
import type { BrokerLink } from '../link/broker-link.ts';
import type { PlaylogSender } from '../link/playlog-sender.ts';
import type { Every } from '../round-keeper.ts';
import { ReportedPublisher } from './reported-publisher.ts';
import { TelemetrySender } from './telemetry-sender.ts';

/** How often to look whether there is something new to tell, ms. */
const LOOK_MS = 480;

export interface ReporterParts {
  broker: Pick<BrokerLink, 'publish'>;
  playlog: PlaylogSender;
  mono: () => number;
  log: Logger;
}

/** What there is to tell. */
export interface ReporterFacts {
  presence(online: boolean): Presence;
  reported(): Reported;
  telemetry(): Promise<Telemetry>;
  readonly isSounding: boolean;
}

/** Tells the server how the pole is, for as long as there is a line. */
export class PoleReporter {
  readonly #parts: ReporterParts;
  readonly #facts: ReporterFacts;
  readonly #reported: ReportedPublisher;
  readonly #telemetry: TelemetrySender;
  #stop: (() => void) | undefined;

  constructor(parts: ReporterParts, facts: ReporterFacts) {
    const { broker, mono, log } = parts;
    this.#parts = parts;
    this.#facts = facts;
    const publish = (payload: string) => broker.publish('reported', payload);
    this.#reported = new ReportedPublisher({ state: () => facts.reported(), publish, mono, log });
    this.#telemetry = new TelemetrySender({
      measure: () => facts.telemetry(),
      publish: (payload) => broker.publish('telemetry', payload),
      isSounding: () => facts.isSounding,
      mono,
      log,
    });
  }

  start(every: Every): void {
    this.#stop ??= every(LOOK_MS, () => this.look());
  }

  /** The line to the broker is there, or gone. */
  setOnline(isOnline: boolean): void {
    if (isOnline) {
      this.#parts.broker
        .publish('presence', JSON.stringify(this.#facts.presence(true)))
        .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'presence not published'));
    }
    this.#reported.setOnline(isOnline);
    this.#telemetry.setOnline(isOnline);
    this.#parts.playlog.setOnline(isOnline);
  }

  /** Something may have changed. */
  look(): void {
    this.#reported.look();
    this.#telemetry.look();
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    this.#stop?.();
    this.#stop = undefined;
    this.#reported.close();
    this.#telemetry.close();
    await this.#parts.playlog.close();
  }
}

import type { Account, Clock, ConsoleEvent } from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { PoleGate } from '../clusters/pole-gate.ts';
import type { Door } from '../links/https-door.ts';
import type { Database } from '../storage/database.ts';
import { FileKeeper } from './file-keeper.ts';
import { MediaAnnouncer } from './media-announcer.ts';
import { MediaChanger, type AuditPort } from './media-changer.ts';
import { mediaFileRoutes } from './media-file-routes.ts';
import { MediaIngester } from './media-ingester.ts';
import { MediaReader } from './media-reader.ts';
import { MediaPreparer } from './media-preparer.ts';
import { mediaRoutes } from './media-routes.ts';
import { MediaStore, type NeedsMedia } from './media-store.ts';
import { ShelfKeeper } from './shelf-keeper.ts';
import { Transcoder } from './transcoder.ts';
import { UploadTaker } from './upload-taker.ts';

export interface MediaLimits {
  mostUploadBytes: number;
  mostDurationMs: number;
}

export interface MediaPorts {
  db: Database;
  hub: { emit(event: ConsoleEvent): void };
  gatekeeper: Pick<Gatekeeper, 'requirePermission'> & {
    visibleAreas(account: Account): Promise<ReadonlySet<string> | null>;
  };
  audit: AuditPort;
  broadcasts: { needsMedia(mediaId: string, now: number, db: Database): Promise<boolean> };
  disk: { hasRoom(): Promise<boolean> };
  clock: Clock;
  log: { info(details: object, message: string): void; error(details: object, message: string): void };
}

/** Everything about recordings: taking in, preparing, keeping and handing out. */
export class MediaRunner {
  readonly reader: MediaReader;
  readonly #gatekeeper: MediaPorts['gatekeeper'];
  readonly #limits: MediaLimits;
  readonly #files: FileKeeper;
  readonly #shelf: ShelfKeeper;
  readonly #transcoder = new Transcoder();
  readonly #ingester: MediaIngester;
  readonly #clock: Clock;
  readonly #uploads: UploadTaker;
  readonly #changer: MediaChanger;

  /** `folder`: the server's data. */
  constructor(ports: MediaPorts, { folder, limits }: { folder: string; limits: MediaLimits }) {
    const { db, hub, gatekeeper, audit, broadcasts, disk, clock, log } = ports;
    const store = new MediaStore(db);
    const files = new FileKeeper({ folder, hasRoom: () => disk.hasRoom() });
    const shelf = new ShelfKeeper({ store, files });
    const announcer = new MediaAnnouncer({ store, hub, clock });
    const preparer = new MediaPreparer({
      transcoder: this.#transcoder,
      mostDurationMs: limits.mostDurationMs,
    });
    const ingester = new MediaIngester({ files, shelf, preparer, announcer, log });
    const reader = new MediaReader({ store, announcer, gatekeeper });
    const isNeeded: NeedsMedia = (mediaId, trx) => broadcasts.needsMedia(mediaId, clock.now(), trx);
    this.reader = reader;
    this.#changer = new MediaChanger({ reader, shelf, announcer, audit, isNeeded });
    this.#uploads = new UploadTaker({ store, files, ingester, audit, clock });
    this.#gatekeeper = gatekeeper;
    this.#limits = limits;
    this.#files = files;
    this.#shelf = shelf;
    this.#ingester = ingester;
    this.#clock = clock;
  }

  /** Makes the folders, removes what was being prepared at the last end, and sets files aside that no row needs. */
  async start(): Promise<void> {
    await this.#shelf.start(this.#clock.now());
  }

  async close(): Promise<void> {
    this.#transcoder.close();
    await this.#ingester.close();
  }

  async addRoutes(
    app: Door,
    {
      areas,
      poleGate,
    }: { areas: { find(id: string): Promise<unknown> }; poleGate: Pick<PoleGate, 'requirePole'> },
  ): Promise<void> {
    const gatekeeper = this.#gatekeeper;
    const { mostUploadBytes } = this.#limits;
    const { reader } = this;
    await mediaRoutes(app, {
      gatekeeper,
      reader,
      changer: this.#changer,
      uploads: this.#uploads,
      areas,
      mostUploadBytes,
    });
    mediaFileRoutes(app, { gatekeeper, poleGate, files: this.#files });
  }
}

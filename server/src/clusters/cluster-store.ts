import type { Selectable } from 'kysely';
import type { ClusterChange, NewCluster, VolumeHours } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import { NO_RESERVE, type SpareRoom } from '../storage/reserve-keeper.ts';
import type { Tables } from '../storage/schema.ts';

type Stored = Selectable<Tables['cluster']>;

export type ClusterRow = Omit<Stored, 'volumeHoursJson'> & { volumeHours: VolumeHours };

/** What the certificate authority gave to a pole. */
export interface IssuedCertificate {
  publicKeyJson: string;
  certificateSerial: string;
  certificateUntil: number;
  enrolledAt: number;
}

/** Rows of the poles. */
export class ClusterStore {
  readonly #db: Database;
  readonly #room: SpareRoom;

  constructor(db: Database, room: SpareRoom = NO_RESERVE) {
    this.#db = db;
    this.#room = room;
  }

  async list(): Promise<ClusterRow[]> {
    const rows = await this.#db.selectFrom('cluster').selectAll().orderBy('name').execute();
    return rows.map(rowOf);
  }

  async find(id: string): Promise<ClusterRow | undefined> {
    const row = await this.#db.selectFrom('cluster').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : rowOf(row);
  }

  async insert(row: Pick<ClusterRow, 'id'> & NewCluster): Promise<void> {
    await this.#db
      .insertInto('cluster')
      .values({
        publicKeyJson: null,
        certificateSerial: null,
        certificateUntil: null,
        enrolledAt: null,
        revokedAt: null,
        lastSeenAt: null,
        desiredRevision: 0,
        planRevision: 0,
        playlogNumber: -1,
        ...columnsOf(row),
      })
      .execute();
  }

  async update(id: string, change: ClusterChange): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#db.updateTable('cluster').set(columnsOf(change)).where('id', '=', id).execute();
  }

  async setVolume(id: string, volumePercent: number): Promise<void> {
    await this.update(id, { volumePercent });
  }

  /** A new certificate takes the place of the old one, whose serial the broker then refuses. */
  async setCertificate(id: string, issued: IssuedCertificate): Promise<void> {
    // A pole that was set up anew counts its playlog from the beginning.
    const fresh = { ...issued, revokedAt: null, playlogNumber: -1 };
    await this.#db.updateTable('cluster').set(fresh).where('id', '=', id).execute();
  }

  async setRevoked(id: string, revokedAt: number): Promise<void> {
    await this.#db.updateTable('cluster').set({ revokedAt }).where('id', '=', id).execute();
  }

  /** True while any pole holds a certificate that is in force. */
  async hasEnrolled(): Promise<boolean> {
    const row = await this.#db
      .selectFrom('cluster')
      .select('id')
      .where('enrolledAt', 'is not', null)
      .where('revokedAt', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  }

  async setLastSeen(id: string, lastSeenAt: number): Promise<void> {
    await this.#db.updateTable('cluster').set({ lastSeenAt }).where('id', '=', id).execute();
  }

  /** The revision of the next desired message; two servers never get the same. */
  async takeDesiredRevision(id: string): Promise<number> {
    const count = this.#db
      .updateTable('cluster')
      .set(({ eb }) => ({ desiredRevision: eb('desiredRevision', '+', 1) }))
      .where('id', '=', id)
      .returning('desiredRevision');
    const row = await this.#room.write(() => count.executeTakeFirstOrThrow());
    return row.desiredRevision;
  }

  /** As `takeDesiredRevision`, of the next plan. */
  async takePlanRevision(id: string): Promise<number> {
    const count = this.#db
      .updateTable('cluster')
      .set(({ eb }) => ({ planRevision: eb('planRevision', '+', 1) }))
      .where('id', '=', id)
      .returning('planRevision');
    const row = await this.#room.write(() => count.executeTakeFirstOrThrow());
    return row.planRevision;
  }
}

function rowOf({ volumeHoursJson, ...row }: Stored): ClusterRow {
  return { ...row, volumeHours: JSON.parse(volumeHoursJson) as VolumeHours };
}

function columnsOf<Fields extends ClusterChange>({ volumeHours, ...fields }: Fields) {
  return volumeHours === undefined ? fields : { ...fields, volumeHoursJson: JSON.stringify(volumeHours) };
}

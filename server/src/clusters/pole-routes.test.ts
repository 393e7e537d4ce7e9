import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HandClock } from '@loa/protocol';
import { makeCertificateRequest } from '../links/certificates.ts';
import { openDoor, type Door } from '../links/https-door.ts';
import { KeyRing } from '../links/key-ring.ts';
import { openDatabase, type Database } from '../storage/database.ts';
import { ClusterStore } from './cluster-store.ts';
import { writeCode } from './enrolment-code.ts';
import { EnrolmentCodeStore } from './enrolment-code-store.ts';
import { Enroller } from './enroller.ts';
import { PoleGate } from './pole-gate.ts';
import { poleRoutes } from './pole-routes.ts';

describe('the door for poles with a code', () => {
  let folder: string;
  let db: Database;
  let door: Door;
  const clock = new HandClock();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-poles-'));
    db = openDatabase(':memory:');
    const keys = new KeyRing({ folder, clock });
    await keys.start({ names: ['127.0.0.1'], stationName: 'Loa', hasPoles: false });
    const about = { trustProxy: false, isTrustedByAll: false, consoleFolder: undefined };
    door = await openDoor({ ...keys.server, ...about, log: pino({ level: 'silent' }) });
    const clusters = new ClusterStore(db);
    const addresses = () => ({ serverUrl: '', brokerUrl: '' });
    const enroller = new Enroller({ clusters, codes: new EnrolmentCodeStore(db), keys, clock, addresses });
    const gate = new PoleGate({ clusters, clock });
    poleRoutes(door, { enroller, gate, keys, clock, keeper: { enrolled: async () => undefined } });
  });
  afterEach(async () => {
    await door.close();
    await db.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  it('tries ten wrong codes a minute, also when thirty come at the same moment', async () => {
    const { requestPem: certificateRequestPem } = await makeCertificateRequest();
    const guess = (n: number) => {
      const code = writeCode(Uint8Array.of(0, 0, 0, 0, n), new Uint8Array(32));
      return door.inject({ method: 'POST', url: '/api/enrol', payload: { code, certificateRequestPem } });
    };
    const burst = await Promise.all(Array.from({ length: 30 }, (_, n) => guess(n)));
    expect(burst.filter(({ statusCode }) => statusCode === 403)).toHaveLength(10);
    expect(burst.filter(({ statusCode }) => statusCode === 429)).toHaveLength(20);
    clock.advance(60_000);
    expect((await guess(31)).statusCode).toBe(403);
  });
});

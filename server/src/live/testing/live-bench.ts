import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { pino } from 'pino';
import {
  eventually,
  LoaError,
  systemClock,
  unseal,
  type Account,
  type Clock,
  type ConsoleEvent,
  type Desired,
  type Envelope,
  type MediaKeys,
} from '@loa/protocol';
import { Gatekeeper } from '../../accounts/gatekeeper.ts';
import { AuditRecorder } from '../../audit/audit-recorder.ts';
import { TargetResolver } from '../../clusters/target-resolver.ts';
import { DesiredPublisher } from '../../dispatch/desired-publisher.ts';
import { FakeBroker } from '../../dispatch/fake-broker.ts';
import { BroadcastAnnouncer } from '../../schedule/broadcast-announcer.ts';
import { BroadcastReader } from '../../schedule/broadcast-reader.ts';
import { BroadcastStore } from '../../schedule/broadcast-store.ts';
import { ResultStore } from '../../schedule/result-store.ts';
import { TargetGate } from '../../schedule/target-gate.ts';
import { openDatabase } from '../../storage/database.ts';
import { NO_RESERVE, type ReserveKeeper } from '../../storage/reserve-keeper.ts';
import { makeStores } from '../../store-builder.ts';
import { FlowOpener } from '../flow-opener.ts';
import { LiveDesk } from '../live-desk.ts';
import { airMaker } from '../live-opener.ts';
import { LiveRecorder } from '../live-recorder.ts';
import { MediaWorker } from '../media-worker.ts';
import { FakePoles } from './fake-poles.ts';
import { ListeningPole } from './listening-pole.ts';
import { testOpus } from './opus.ts';
import { PlainMicrophone } from './plain-microphone.ts';

/** The system's clock, which can be put forward: a minute passes at once. */
class LeapingClock implements Clock {
  #aheadMs = 0;
  now = (): number => systemClock.now() + this.#aheadMs;
  mono = (): number => systemClock.mono() + this.#aheadMs;
  leap(ms: number): void {
    this.#aheadMs += ms;
  }
}

export interface BenchDisk {
  folder: string;
  reserve: ReserveKeeper;
}

export type LiveBench = Awaited<ReturnType<typeof openLiveBench>>;

/**
 * The live part of a server with a real media worker and a real database, and poles that listen. `disk`: a folder that
 * holds database, recordings and reserve, instead of a memory and a disk that are never full.
 */
export async function openLiveBench(clusterIds: readonly string[], disk?: BenchDisk) {
  const folder = disk?.folder ?? (await mkdtemp(join(tmpdir(), 'loa-live-')));
  const log = pino({ level: 'silent' });
  const clock = new LeapingClock();
  const db = openDatabase(disk === undefined ? ':memory:' : join(folder, 'loa.sqlite'));
  const room = disk?.reserve ?? Object.assign({ hasRoom: async () => true }, NO_RESERVE);
  const stores = makeStores(db, room);
  const people = await addPlaces(stores, clusterIds, clock);
  const privateKeys = await addPoles(stores, clusterIds, clock);
  const broker = new FakeBroker();
  const publisher = new DesiredPublisher({
    ...{ broker, clock, log },
    clusters: stores.clusters,
    sign: async (envelope) => JSON.stringify(envelope),
  });
  const poles = new FakePoles();
  const events: ConsoleEvent[] = [];
  const hub = { size: 1, emit: (event: ConsoleEvent) => void events.push(event) };
  const gatekeeper = new Gatekeeper(stores);
  const gate = new TargetGate({ resolver: new TargetResolver(stores), gatekeeper, areas: stores.areas });
  const store = new BroadcastStore(db, room);
  const reader = new BroadcastReader({ store, results: new ResultStore(db), poles, gate, clock });
  const announcer = new BroadcastAnnouncer({ store, reader, hub, clock, log });
  const options = { listenHost: '127.0.0.1', announcedHost: '127.0.0.1', mediaPort: 0 };
  const worker = new MediaWorker({
    options: { ...options, poleMediaPortMin: 20_000, poleMediaPortMax: 59_999 },
    log,
  });
  const flows = new FlowOpener({ worker, poles, clusters: stores.clusters, publisher, clock, log });
  const audit = new AuditRecorder({ store: stores.audit, clock });
  const recorder = new LiveRecorder({ store, announcer, audit, clock, recordingsFolder: folder });
  const opus = await testOpus();
  const stand = new Map<string, PlainMicrophone>();
  const air = airMaker(
    { opus, clock, log, publisher, disk: room, recordingsFolder: folder },
    { worker, flows, recorder },
  );
  const microphones = {
    open: () => Promise.reject(new LoaError('internal')),
    require: (accountId: string, id: string) => {
      const microphone = stand.get(id);
      if (microphone?.accountId !== accountId) throw new LoaError('live.no-microphone');
      const refuse = () => Promise.reject(new LoaError('internal'));
      return Object.assign(microphone, { connect: refuse, produce: refuse });
    },
    closeOne: (_accountId: string, id: string) => stand.get(id)?.close(),
    closeOf: () => undefined,
  };
  const desk = new LiveDesk({ gate, microphones, recorder, air, publisher, hub, clock, log });
  flows.start();
  await worker.start();
  const listening = new Map<string, ListeningPole>();
  /** Keys that a pole listens with; a flow with the same ones is the same flow. */
  const used = new Map<string, string>();

  /** What the pole was told last. */
  const desiredOf = (clusterId: string): Desired | undefined => {
    const last = broker.sent.filter(({ topic }) => topic.includes(`/${clusterId}/`)).at(-1);
    return last === undefined ? undefined : (JSON.parse(last.payload) as Envelope<Desired>).body;
  };
  const keysOf = async (clusterId: string): Promise<MediaKeys> => {
    const sealed = desiredOf(clusterId)?.media?.sealedKeys ?? '';
    return (await unseal(sealed, privateKeys.get(clusterId) as JWK)) as MediaKeys;
  };

  const ground = { opus, clock, log, poles, publisher, gate, store, announcer, audit, hub, disk: room };
  return {
    ...{ ...ground, worker, flows, desk, recorder, broker, events, folder, people, stores, gatekeeper },
    desiredOf,
    /** A pole comes online, asks for a flow and listens to it; an earlier flow of it falls silent. */
    listen: async (clusterId: string, request = `${clusterId}-1`): Promise<ListeningPole> => {
      poles.comeOnline(clusterId, request);
      await eventually(() => {
        const media = desiredOf(clusterId)?.media;
        return media?.request === request && media.sealedKeys !== used.get(clusterId) ? undefined : 'no flow';
      });
      const media = desiredOf(clusterId)?.media;
      used.set(clusterId, media?.sealedKeys ?? '');
      listening.get(clusterId)?.close();
      const pole = new ListeningPole({ keys: await keysOf(clusterId), port: media?.port ?? 0 });
      listening.set(clusterId, pole);
      return pole;
    },
    plugIn: async (id: string, packets: readonly Uint8Array[]): Promise<PlainMicrophone> => {
      const microphone = await PlainMicrophone.open(worker, { id, accountId: people.officer.id, packets });
      stand.set(id, microphone);
      return microphone;
    },
    close: async (): Promise<void> => {
      await desk.close();
      for (const microphone of stand.values()) microphone.dispose();
      for (const pole of listening.values()) pole.close();
      flows.close();
      worker.close();
      publisher.close();
      await db.destroy();
      if (disk === undefined) await rm(folder, { recursive: true });
    },
  };
}

type Stores = ReturnType<typeof makeStores>;

async function addPlaces(stores: Stores, clusterIds: readonly string[], clock: Clock) {
  const area = {
    id: 'ward',
    parentId: null,
    code: '1',
    name: 'Phường',
    rank: 'commune',
    validFrom: null,
  } as const;
  await stores.areas.insert({ ...area, validTo: null });
  await stores.areas.insert({ ...area, id: 'other', code: '2', validTo: null });
  const place = { place: '', latitude: null, longitude: null, horns: 2, volumePercent: 70 };
  for (const id of clusterIds) await stores.clusters.insert({ id, areaId: 'ward', name: id, ...place });
  const account = (id: string, areaId: string): Account => ({
    ...{ id, username: id, displayName: id, areaId },
    role: 'officer',
    disabled: false,
    createdAt: clock.now(),
  });
  const people = { officer: account('officer', 'ward'), colleague: account('colleague', 'ward') };
  const stranger = account('stranger', 'other');
  return { ...people, stranger };
}

async function addPoles(
  stores: Stores,
  clusterIds: readonly string[],
  clock: Clock,
): Promise<Map<string, JWK>> {
  const privateKeys = new Map<string, JWK>();
  for (const id of clusterIds) {
    const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    privateKeys.set(id, await exportJWK(privateKey));
    await stores.clusters.setCertificate(id, {
      publicKeyJson: JSON.stringify(await exportJWK(publicKey)),
      certificateSerial: id,
      certificateUntil: clock.now() + 1e9,
      enrolledAt: clock.now(),
    });
  }
  return privateKeys;
}

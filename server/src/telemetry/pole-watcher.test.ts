import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  HandClock,
  SERVER_AUDIENCE,
  eventually,
  signEnvelope,
  type PlaylogEntry,
  type Reported,
} from '@loa/protocol';
import { AreaStore } from '../areas/area-store.ts';
import { ClusterStore } from '../clusters/cluster-store.ts';
import { makeCertificateRequest } from '../links/certificates.ts';
import { openDatabase, type Database } from '../storage/database.ts';
import { FakePoleLine } from './fake-pole-line.ts';
import { PlaylogStore } from './playlog-store.ts';
import { PoleWatcher } from './pole-watcher.ts';

const presence = { online: true, bootId: 'b', at: 1, agentVersion: '0' };
const reported = (mediaRequest: string): Reported => ({
  ...{
    at: 1,
    bootId: 'b',
    desiredRevision: -1,
    planRevision: -1,
    mediaRequest,
    wantsSpread: false,
    sounding: null,
    suspended: [],
  },
  plan: { completeUntil: 0, occurrences: 0, missingMedia: 0 },
  clock: { known: true, offsetMs: 0, errorMs: 0 },
  ...{ refused: {}, problems: [] },
});
const entry: PlaylogEntry = {
  ...{ broadcastId: 'b1', kind: 'stored', startedAt: 0, endedAt: 1 },
  ...{ playedMs: 1, heardMs: 1, outcome: 'completed' },
};

describe('the pole watcher', () => {
  let db: Database;
  let clock: HandClock;
  let line: FakePoleLine;
  let playlog: PlaylogStore;
  let watcher: PoleWatcher;
  let key: Awaited<ReturnType<typeof makeCertificateRequest>>['privateJwk'];

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    db = openDatabase(':memory:');
    clock = new HandClock();
    line = new FakePoleLine();
    const clusters = new ClusterStore(db);
    playlog = new PlaylogStore(db);
    const named = { code: '', name: '', validFrom: null, validTo: null };
    await new AreaStore(db).insert({ id: 'area', parentId: null, rank: 'commune', ...named });
    const place = { name: '', place: '', latitude: null, longitude: null };
    await clusters.insert({ id: 'c1', areaId: 'area', ...place, horns: 2, volumePercent: 50 });
    key = (await makeCertificateRequest()).privateJwk;
    const { kty, crv, x, y } = key;
    await clusters.setCertificate('c1', {
      ...{ publicKeyJson: JSON.stringify({ kty, crv, x, y }), certificateSerial: '1' },
      ...{ certificateUntil: 0, enrolledAt: 0 },
    });
    watcher = new PoleWatcher({ link: line, clusters, playlog, clock, log: pino({ level: 'silent' }) });
    await watcher.start();
  });
  afterEach(async () => {
    await line.settled();
    watcher.close();
    watcher.close();
    await db.destroy();
    vi.useRealTimers();
  });

  const isOnline = () => watcher.state('c1').presence?.online;
  const pass = (ms: number) => {
    clock.advance(ms);
    vi.advanceTimersByTime(ms);
  };
  const log = async (number: number, change: object = {}) => {
    const now = clock.now();
    const envelope = { aud: SERVER_AUDIENCE, iat: now, exp: now + 1000, num: number, body: entry, ...change };
    line.say('c1', 'playlog', await signEnvelope(envelope, key, 'ES256'));
  };

  it('knows whether any pole that is online sounds something', () => {
    const sounding = { broadcastId: 'b1', kind: 'live' as const, positionMs: 0, heard: false };
    line.say('c1', 'presence', presence);
    line.say('c1', 'reported', reported('r'));
    expect(watcher.isAnySounding).toBe(false);
    line.say('c1', 'reported', { ...reported('r'), sounding });
    expect(watcher.isAnySounding).toBe(true);
    line.say('c1', 'presence', { ...presence, online: false });
    expect(watcher.isAnySounding).toBe(false);
  });

  it('calls a pole offline 45 s after its last word of any kind, though no last will came', () => {
    line.say('c1', 'presence', presence);
    pass(40_000);
    line.say('c1', 'reported', reported('r1'));
    pass(44_000);
    expect(isOnline()).toBe(true);
    pass(5000);
    expect(isOnline()).toBe(false);
  });

  it('calls it offline at once by its last will, and online by its next word', () => {
    line.say('c1', 'presence', presence);
    line.say('c1', 'presence', { ...presence, online: false });
    expect(isOnline()).toBe(false);
    line.say('c1', 'reported', reported('r1'));
    expect(isOnline()).toBe(true);
  });

  it('passes on a request for a media flow once, until the pole asks anew', () => {
    const asked: string[] = [];
    watcher.on('media-request', (_clusterId, request) => asked.push(request));
    line.say('c1', 'presence', presence);
    line.say('c1', 'reported', reported('r1'));
    line.say('c1', 'reported', reported('r1'));
    line.say('c1', 'reported', reported('r2'));
    expect(asked).toEqual(['r1', 'r2']);
  });

  it('passes on the retained request of a pole that is there, not of one that is gone', () => {
    const asked: string[] = [];
    watcher.on('media-request', (_clusterId, request) => asked.push(request));
    line.say('c1', 'reported', reported('r1'), { retained: true });
    expect(asked).toEqual([]);
    line.say('c1', 'presence', presence, { retained: true });
    expect(asked).toEqual(['r1']);
  });

  it('keeps a signed line of the playlog once, whatever order they come in', async () => {
    await log(2);
    await log(1);
    await log(2);
    await eventually(async () => {
      const lines = await playlog.listOfCluster('c1', 10);
      return lines.length === 2 ? undefined : `${lines.length} lines`;
    });
    expect(watcher.hasHeard('b1', 'c1')).toBe(true);
  });

  it('keeps for how long a broadcast was silent in its turn; a pole that does not tell it counts as never', async () => {
    await log(1, { body: { ...entry, silentMs: 1250 } });
    await log(2);
    await eventually(async () => {
      const lines = await playlog.listOfCluster('c1', 10);
      return lines.length === 2 ? undefined : `${lines.length} lines`;
    });
    expect((await playlog.listOfCluster('c1', 10)).map(({ silentMs }) => silentMs)).toEqual([0, 1250]);
  });

  it('keeps no line that was meant for somebody else, expired, or altered', async () => {
    await log(1, { aud: 'cluster:c2' });
    await log(2, { exp: clock.now() - 1 });
    await log(3, { body: { ...entry, heardMs: -1 } });
    line.say('c1', 'playlog', 'not a signature');
    await log(4);
    await eventually(async () => {
      const lines = await playlog.listOfCluster('c1', 10);
      return lines.length > 0 ? undefined : 'nothing yet';
    });
    const rows = await playlog.listOfBroadcast('b1');
    expect(rows.map(({ number }) => number)).toEqual([4]);
  });

  it('moves the old lines aside when the pole begins to count anew, and again', async () => {
    for (const round of [1, 2, 3]) {
      await playlog.insert({ clusterId: 'c1', number: 1, ...entry, startedAt: round, receivedAt: 0 });
      await playlog.insert({ clusterId: 'c1', number: 2, ...entry, startedAt: round + 0.5, receivedAt: 0 });
      await playlog.startAnew('c1');
    }
    const rows = await playlog.listOfBroadcast('b1');
    const inOrder = rows.sort((a, b) => a.number - b.number).map(({ startedAt }) => startedAt);
    expect(inOrder).toEqual([1, 1.5, 2, 2.5, 3, 3.5]);
    expect(Math.max(...rows.map(({ number }) => number))).toBeLessThan(0);
  });

  it('survives nonsense, and words of clusters that do not exist', () => {
    line.say('nobody', 'presence', presence);
    line.say('c1', 'presence', '{"online":1');
    line.say('c1', 'telemetry', { at: 'now' });
    line.say('c1', 'desired', {});
    expect(watcher.state('c1').presence).toBeNull();
    expect(watcher.state('nobody').presence).toBeNull();
  });
});

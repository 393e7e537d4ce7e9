import { describe, expect, it } from 'vitest';
import { HandClock, eventually, topicOf, type Desired, type Envelope, type LiveSession } from '@loa/protocol';
import { chooseLive } from './live-choice.ts';
import { DesiredPublisher, type DispatchCluster } from './desired-publisher.ts';
import { FakeBroker } from './fake-broker.ts';

const clock = new HandClock();

function session(broadcastId: string, changes: Partial<LiveSession> = {}): LiveSession {
  return {
    broadcastId,
    title: broadcastId,
    class: 'normal',
    rank: 'commune',
    profile: 'standard',
    ssrc: 1,
    spread: null,
    payloadType: 100,
    startAt: clock.now(),
    endAt: null,
    ...changes,
  };
}

function arrange(ids = ['p1']) {
  const rows = new Map<string, DispatchCluster>(
    ids.map((id) => [id, { id, volumePercent: 70, revokedAt: null }]),
  );
  const revisions = new Map<string, number>();
  const broker = new FakeBroker();
  const warnings: object[] = [];
  const publisher = new DesiredPublisher({
    broker,
    clock,
    log: { warn: (details) => warnings.push(details) },
    sign: async (envelope) => JSON.stringify(envelope),
    clusters: {
      find: async (id) => rows.get(id),
      list: async () => [...rows.values()],
      takeDesiredRevision: async (id) => {
        const next = (revisions.get(id) ?? 0) + 1;
        revisions.set(id, next);
        return next;
      },
    },
  });
  const wire = (id: string): Envelope<Desired>[] =>
    broker.sent
      .filter(({ topic }) => topic === topicOf(id, 'desired'))
      .map(({ payload }) => JSON.parse(payload) as Envelope<Desired>);
  const last = (id: string): Envelope<Desired> | undefined => wire(id).at(-1);
  return { rows, broker, publisher, wire, last, warnings };
}

describe('the choice between live sessions', () => {
  const now = clock.now();
  it.each([
    ['nobody', [], null],
    ['the only one', [session('a')], 'a'],
    ['the emergency', [session('a'), session('b', { class: 'emergency' })], 'b'],
    ['the province before the commune', [session('a'), session('b', { rank: 'province' })], 'b'],
    ['the earlier of equals', [session('a', { startAt: now }), session('b', { startAt: now - 1 })], 'b'],
    ['the one that still runs', [session('a', { endAt: now }), session('b', { class: 'normal' })], 'b'],
    [
      'the last words of a stopped emergency',
      [session('a', { class: 'emergency', endAt: now + 1 }), session('b')],
      'a',
    ],
  ])('chooses %s', (_, sessions, expected) => {
    expect(chooseLive(sessions, now)?.broadcastId ?? null).toBe(expected);
  });
});

describe('the publisher of desired states', () => {
  it('publishes volume, flow and session to one pole, valid for 24 h, retained', async () => {
    const { publisher, last, broker } = arrange();
    const flow = { request: 'r', host: '10.0.0.1', port: 40000, sealedKeys: 'x' };
    await publisher.setMedia('p1', flow);
    await publisher.setLive('b1', ['p1'], () => session('b1'));
    expect(last('p1')).toEqual({
      aud: 'cluster:p1',
      iat: clock.now(),
      exp: clock.now() + 24 * 3_600_000,
      num: 2,
      body: { volumePercent: 70, media: flow, live: session('b1') },
    });
    expect(broker.sent.every(({ qos, retain }) => qos === 1 && retain)).toBe(true);
  });

  it('brings the loser back when the winner has ended', async () => {
    const { publisher, last } = arrange();
    await publisher.setLive('village', ['p1'], () => session('village'));
    await publisher.setLive('storm', ['p1'], () => session('storm', { class: 'emergency' }));
    expect(last('p1')?.body.live?.broadcastId).toBe('storm');
    await publisher.setLive('storm', ['p1'], () => null);
    expect(last('p1')?.body.live?.broadcastId).toBe('village');
    await publisher.setLive('village', ['p1'], () => null);
    expect(last('p1')?.body.live).toBeNull();
  });

  it('never lets a revision on the wire go back, however slow the broker is', async () => {
    const { publisher, wire, broker } = arrange();
    broker.hold();
    const asked = [1, 2, 3, 4].map((number) =>
      publisher.setLive(`b${number}`, ['p1'], () => session(`b${number}`)),
    );
    await broker.release();
    await Promise.all(asked);
    const numbers = wire('p1').map((envelope) => envelope.num);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers.length).toBeLessThan(4);
    expect(wire('p1').at(-1)?.body.live?.broadcastId).toBe('b1');
  });

  it('sends what was put aside, made anew, when the broker is back', async () => {
    const { publisher, wire, broker, rows, warnings } = arrange();
    broker.isConnected = false;
    await publisher.start();
    expect(wire('p1')).toEqual([]);
    expect(warnings).toHaveLength(1);
    rows.set('p1', { id: 'p1', volumePercent: 20, revokedAt: null });
    broker.reconnect();
    await eventually(() => (wire('p1').length > 0 ? undefined : 'nothing was sent'));
    expect(wire('p1').map((envelope) => envelope.body.volumePercent)).toEqual([20]);
    publisher.close();
  });

  it('publishes for every cluster at start and takes the message of a revoked pole away', async () => {
    const { publisher, rows, broker } = arrange(['p1', 'p2']);
    rows.set('p2', { id: 'p2', volumePercent: 70, revokedAt: clock.now() });
    await publisher.start();
    publisher.close();
    const emptied = new Map(broker.sent.map(({ topic, payload }) => [topic, payload === '']));
    expect(emptied.get(topicOf('p1', 'desired'))).toBe(false);
    expect(emptied.get(topicOf('p2', 'desired'))).toBe(true);
  });

  it('says nothing to poles that await their broadcast after a restart, and all at once when it comes', async () => {
    const { publisher, wire, last } = arrange(['p1', 'p2', 'p3']);
    publisher.awaitLive('storm', ['p1', 'p2']);
    await publisher.start();
    const flow = { request: 'r', host: '10.0.0.1', port: 40000, sealedKeys: 'x' };
    await publisher.setMedia('p1', flow);
    expect([wire('p1'), wire('p2'), wire('p3')].map(({ length }) => length)).toEqual([0, 0, 1]);
    await publisher.setLive('storm', ['p1'], () => session('storm'));
    expect(wire('p1').map(({ body }) => body)).toEqual([
      { volumePercent: 70, media: flow, live: session('storm') },
    ]);
    await publisher.giveUpLive('storm');
    expect(last('p2')?.body.live).toBeNull();
    expect(last('p1')?.body.live?.broadcastId).toBe('storm');
    publisher.close();
  });

  it('does not hold another broadcast back for one that is awaited', async () => {
    const { publisher, last } = arrange();
    publisher.awaitLive('village', ['p1']);
    await publisher.setLive('storm', ['p1'], () => session('storm'));
    expect(last('p1')?.body.live?.broadcastId).toBe('storm');
  });
});

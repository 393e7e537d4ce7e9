import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Broadcast, Microphone, misfit, type Account } from '@loa/protocol';
import { answerError } from '../links/error-answer.ts';
import type { Door } from '../links/https-door.ts';
import type { LiveDesk } from './live-desk.ts';
import { makeLive, type Live } from './live-opener.ts';
import { liveRoutes } from './live-routes.ts';
import { openLiveBench, type LiveBench } from './testing/live-bench.ts';

let bench: LiveBench;
let live: Live;
let door: Door;
let caller: Account | null;

beforeEach(async () => {
  bench = await openLiveBench(['p1']);
  caller = bench.people.officer;
  const ports = { mediaPort: 0, poleMediaPortMin: 20_000, poleMediaPortMax: 59_999 };
  const config = { listenHost: '127.0.0.1', announcedHost: 'localhost', ...ports };
  live = makeLive({ ...bench, clusters: bench.stores.clusters, config, recordingsFolder: bench.folder });
  door = doorTo(live.desk);
  await live.start();
});

function doorTo(desk: LiveDesk): Door {
  const app = fastify().withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler(answerError);
  app.decorateRequest('account', null);
  app.addHook('onRequest', async (request) => {
    request.account = caller;
  });
  const made = app as unknown as Door;
  liveRoutes(made, { desk, gatekeeper: bench.gatekeeper });
  return made;
}

afterEach(async () => {
  await door.close();
  await live.close();
  await live.close();
  await bench.close();
});

async function post(url: string, payload: object = {}) {
  const answer = await door.inject({ method: 'POST', url, payload });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json<unknown>() };
}

const code = (body: unknown): string => (body as { error: { code: string } }).error.code;
const goLive = {
  title: 'Thử',
  class: 'normal',
  targets: { areaIds: ['ward'], zoneIds: [], clusterIds: [] },
  profile: 'talk',
  chime: 'none',
};

describe('the doors to the microphone', () => {
  it('give a browser what it needs to connect, and take it back', async () => {
    const { status, body } = await post('/api/live/microphones');
    expect(status).toBe(200);
    expect(misfit(Microphone, body)).toBeUndefined();
    const { id } = body as Microphone;
    const wrong = await post(`/api/live/microphones/${id}/connect`, { dtlsParameters: { role: 'nobody' } });
    expect([wrong.status, code(wrong.body)]).toEqual([400, 'input.invalid']);
    const silent = await post('/api/live', { ...goLive, microphoneId: id });
    expect([silent.status, code(silent.body)]).toEqual([409, 'live.no-microphone']);
    const gone = await door.inject({ method: 'DELETE', url: `/api/live/microphones/${id}` });
    expect(gone.statusCode).toBe(204);
    const late = await post(`/api/live/microphones/${id}/produce`, { rtpParameters: {} });
    expect(code(late.body)).toBe('live.no-microphone');
  });

  it('stay shut for those who may not speak, and for those who have not signed in', async () => {
    caller = { ...bench.people.officer, role: 'technician' };
    expect(code((await post('/api/live/microphones')).body)).toBe('access.forbidden');
    caller = null;
    expect(code((await post('/api/live', { ...goLive, microphoneId: 'm' })).body)).toBe('access.signed-out');
  });

  it('refuse unknown fields, and broadcasts that are not on air', async () => {
    const odd = await post('/api/live', { ...goLive, microphoneId: 'm', volume: 11 });
    expect([odd.status, code(odd.body)]).toEqual([400, 'input.invalid']);
    expect(code((await post('/api/live/nothing/stop')).body)).toBe('input.not-found');
    const over = await post('/api/live/nothing/microphone', { microphoneId: 'm' });
    expect(code(over.body)).toBe('input.not-found');
  });

  it('answer a start and a stop with the broadcast as the consoles see it', async () => {
    door = doorTo(bench.desk);
    await bench.plugIn('mic', [Uint8Array.of(0x78, 0xff, 0xfe)]);
    const started = await post('/api/live', { ...goLive, microphoneId: 'mic' });
    expect([started.status, misfit(Broadcast, started.body)]).toEqual([201, undefined]);
    const { id } = started.body as Broadcast;
    const again = await post(`/api/live/${id}/microphone`, { microphoneId: 'mic' });
    expect([again.status, misfit(Broadcast, again.body)]).toEqual([200, undefined]);
    const stopped = await post(`/api/live/${id}/stop`);
    expect([stopped.status, misfit(Broadcast, stopped.body)]).toEqual([200, undefined]);
    expect((stopped.body as Broadcast).endAt).toBeGreaterThan(0);
  });
});

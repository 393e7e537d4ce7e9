import { afterEach, describe, expect, it } from 'vitest';
import { eventually, HandClock } from '@loa/protocol';
import { pino } from 'pino';
import { MediaWorker } from './media-worker.ts';
import { MicrophoneKeeper } from './microphone-keeper.ts';

const parts: { close(): void }[] = [];
afterEach(() => {
  for (const part of parts.splice(0).reverse()) part.close();
});

async function arrange() {
  const ports = { mediaPort: 0, poleMediaPortMin: 20_000, poleMediaPortMax: 59_999 };
  const options = { listenHost: '127.0.0.1', announcedHost: '127.0.0.1', ...ports };
  const worker = new MediaWorker({ options, log: pino({ level: 'silent' }) });
  const clock = new HandClock();
  const onAir = new Set<string>();
  const keeper = new MicrophoneKeeper({ worker, clock, isOnAir: (id) => onAir.has(id) });
  parts.push(worker, keeper);
  await worker.start();
  return { worker, clock, onAir, keeper };
}

describe("browsers' microphones", () => {
  it('are given one UDP and one TCP way in, and are kept for their account alone', async () => {
    const { keeper } = await arrange();
    const { id, transport } = await keeper.open('a');
    const protocols = transport.iceCandidates.map((candidate) => candidate['protocol']);
    expect(protocols.sort()).toEqual(['tcp', 'udp']);
    expect(keeper.require('a', id).state).toBe('new');
    expect(() => keeper.require('b', id)).toThrow('live.no-microphone');
    keeper.closeOne('b', id);
    expect(keeper.size).toBe(1);
    keeper.closeOf('a');
    expect(keeper.size).toBe(0);
  });

  it('are closed after a minute of silence, unless they are on air', async () => {
    const { keeper, clock, onAir } = await arrange();
    const silent = await keeper.open('a');
    const aired = await keeper.open('a');
    onAir.add(aired.id);
    clock.advance(60_000);
    keeper.sweep();
    expect(keeper.size).toBe(2);
    clock.advance(1);
    keeper.sweep();
    expect(() => keeper.require('a', silent.id)).toThrow('live.no-microphone');
    expect(keeper.require('a', aired.id).id).toBe(aired.id);
  });

  it('are three at most for one account: the oldest that is not on air makes room', async () => {
    const { keeper, onAir } = await arrange();
    const opened = [await keeper.open('a'), await keeper.open('a'), await keeper.open('a')];
    onAir.add(opened[0]?.id ?? '');
    await keeper.open('a');
    expect(keeper.size).toBe(3);
    expect(() => keeper.require('a', opened[1]?.id ?? '')).toThrow('live.no-microphone');
  });

  it('leave no transport behind when they are closed while they open', async () => {
    const { keeper, worker } = await arrange();
    const opening = keeper.open('a');
    keeper.closeOf('a');
    await expect(opening).rejects.toMatchObject({ code: 'live.no-microphone' });
    expect((await worker.router.dump()).transportIds).toEqual([]);
  });

  it('are one voice each, and take all that they had in the worker with them', async () => {
    const { keeper, worker } = await arrange();
    const { id } = await keeper.open('a');
    const speak = (ssrc: number) =>
      keeper.require('a', id).produce({
        mid: `${ssrc}`,
        codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
        encodings: [{ ssrc }],
      });
    const [first, second] = await Promise.allSettled([speak(1), speak(2)]);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'input.conflict' } });
    keeper.closeOf('a');
    await eventually(async () => {
      const { transportIds } = await worker.router.dump();
      return transportIds.length === 0 ? undefined : `${transportIds.length} transports left`;
    });
  });

  it('are refused when three of the account are on air already', async () => {
    const { keeper, onAir } = await arrange();
    for (let i = 0; i < 3; i++) onAir.add((await keeper.open('a')).id);
    await expect(keeper.open('a')).rejects.toMatchObject({ code: 'input.conflict' });
    await keeper.open('b');
    expect(keeper.size).toBe(4);
  });

  it('answer nonsense from a browser as its own fault', async () => {
    const { keeper } = await arrange();
    const { id } = await keeper.open('a');
    const socket = keeper.require('a', id);
    await expect(socket.connect({ fingerprints: 'none' })).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(socket.produce({ codecs: [{}] })).rejects.toMatchObject({ code: 'input.invalid' });
  });

  it('die with their media worker, which is replaced within 3 s', async () => {
    const { keeper, worker } = await arrange();
    const { id } = await keeper.open('a');
    const { pid } = worker;
    process.kill(pid as number, 'SIGKILL');
    await eventually(() => (worker.state === 'restarting' ? undefined : 'still up'));
    expect(() => keeper.require('a', id)).toThrow('live.no-microphone');
    await expect(keeper.open('a')).rejects.toMatchObject({ code: 'live.worker-away' });
    await eventually(() => (worker.state === 'up' && worker.pid !== pid ? undefined : 'not replaced'), 3_000);
    expect((await keeper.open('a')).id).not.toBe(id);
  });
});

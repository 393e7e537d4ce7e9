import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compactToMs, eventually, type GoLive } from '@loa/protocol';
import { openLiveBench, type LiveBench } from './testing/live-bench.ts';
import type { HeardPacket, ListeningPole } from './testing/listening-pole.ts';
import { browserEncoder, testOpus } from './testing/opus.ts';
import { framesOf, recordedSpeech } from './testing/speech.ts';

const LIVE: GoLive = {
  ...{ microphoneId: 'mic', title: 'Mưa lũ', class: 'normal', profile: 'talk', chime: 'none' },
  targets: { areaIds: [], zoneIds: [], clusterIds: ['p1'] },
};

let speech: Uint8Array[];
let bench: LiveBench;

beforeAll(async () => {
  const encoder = browserEncoder(await testOpus());
  speech = framesOf(await recordedSpeech(10)).map((frame) => encoder.encode(frame));
});
beforeEach(async () => {
  bench = await openLiveBench(['p1']);
});
afterEach(() => bench.close());

describe('a pole that sounds', () => {
  let pole: ListeningPole;

  beforeEach(async () => {
    await bench.plugIn('mic', speech);
    pole = await bench.listen('p1');
    await bench.desk.goLive(bench.people.officer, LIVE);
    await eventually(() => (pole.heard.length >= 20 ? undefined : `${pole.heard.length} packets`));
  });

  it('gets a packet that it asks for again, as the same one of the same stream', async () => {
    const wanted = pole.heard.at(-1) as HeardPacket;
    pole.askAgain(wanted);
    const [, again] = await eventuallyTwice(pole, wanted);
    expect({ ...again, arrivedMono: wanted.arrivedMono }).toEqual(wanted);
    expect(pole.foreign).toBe(0);
  });

  it('gets back the time that it tells, with how long it lay at the server', async () => {
    const toldMono = performance.now();
    pole.tellTime(0x1111_2222, 0x3333_4444);
    const echoes = () =>
      pole.answers.flatMap((each) => (each.type === 'reference-time-echo' ? each.echoes : []));
    await eventually(() => (echoes().length > 0 ? undefined : 'no echo'));
    expect(echoes()[0]?.lastReferenceTime).toBe(0x2222_3333);
    const layMs = compactToMs(echoes()[0]?.delaySinceLast ?? NaN);
    // The worker counts whole milliseconds.
    expect(layMs).toBeLessThan(performance.now() - toldMono + 1);
  });
});

/** The packet, each time that it has come, once that is twice. */
async function eventuallyTwice(pole: ListeningPole, { ssrc, sequence }: HeardPacket): Promise<HeardPacket[]> {
  const same = () => pole.heard.filter((packet) => packet.ssrc === ssrc && packet.sequence === sequence);
  await eventually(() => (same().length === 2 ? undefined : `came ${same().length} times`));
  return same();
}

describe('a flow that is being opened', () => {
  it('a pole that takes its ask back while another flow is being opened keeps the one that it has', async () => {
    const { poles, worker, flows, listen, desiredOf } = bench;
    await listen('p1', 'first');
    const before = desiredOf('p1')?.media;
    const open = worker.openPoleTransport.bind(worker);
    const opened: Awaited<ReturnType<typeof open>>[] = [];
    worker.openPoleTransport = async () => {
      const transport = await open();
      opened.push(transport);
      poles.comeOnline('p1', 'first');
      return transport;
    };
    poles.comeOnline('p1', 'second');
    await eventually(() => (opened[0]?.closed === true ? undefined : 'the other flow is not closed'));
    expect(flows.requestInForce('p1')).toBe('first');
    expect(desiredOf('p1')?.media).toEqual(before);
  });
});

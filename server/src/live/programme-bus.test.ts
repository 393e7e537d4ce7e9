import { beforeAll, describe, expect, it } from 'vitest';
import {
  ABS_CAPTURE_TIME_ID,
  FRAME_SAMPLES,
  HandClock,
  measureLevel,
  parseRtp,
  readAbsCaptureTime,
  rtpExtension,
  type Opus,
} from '@loa/protocol';
import { ProgrammeBus, type BusLevel, type ProgrammeBusOptions } from './programme-bus.ts';
import { FakeMicrophone } from './testing/fake-microphone.ts';
import { browserEncoder, testOpus } from './testing/opus.ts';
import { framesOf, joined, recordedSpeech } from './testing/speech.ts';

let opus: Opus;
let speech: Int16Array[];

beforeAll(async () => {
  opus = await testOpus();
  speech = framesOf(await recordedSpeech(10));
});

function arrange(options: ProgrammeBusOptions = { chime: 'none' }) {
  const clock = new HandClock();
  const sent: Uint8Array[] = [];
  const recorded: Uint8Array[] = [];
  const levels: BusLevel[] = [];
  const feed = { ssrc: 0xffff_fffe, payloadType: 100, send: (packet: Uint8Array) => void sent.push(packet) };
  const recording = {
    start: () => undefined,
    push: (packet: Uint8Array) => void recorded.push(packet),
    close: () => Promise.resolve(),
  };
  const bus = new ProgrammeBus({ opus, clock, outputs: { feed, recording } }, options);
  const microphone = new FakeMicrophone({ clock, encoder: browserEncoder(opus) });
  bus.on('level', (level) => levels.push(level));
  const startAt = clock.now();
  bus.listenTo(microphone);
  bus.start({ mono: clock.mono(), wall: clock.now() });
  const packets = () =>
    sent.map((bytes) => {
      const packet = parseRtp(bytes);
      if (packet === undefined) throw new Error('the bus sent something that is not RTP');
      const captureAt = readAbsCaptureTime(rtpExtension(packet, ABS_CAPTURE_TIME_ID) ?? new Uint8Array());
      return { ...packet, captureAt: captureAt ?? NaN };
    });
  const run = (frames: number, speak: (i: number) => boolean = () => true): void => {
    for (let i = 0; i < frames; i++) {
      if (speak(i)) microphone.speak(speech[i % speech.length] as Int16Array);
      bus.tick();
      clock.advance(20);
    }
  };
  const heard = () => {
    const decoder = opus.decoder();
    return packets().map(({ payload }) => decoder.decode(payload));
  };
  return { clock, bus, microphone, startAt, packets, recorded, levels, run, heard };
}

describe('the programme bus', () => {
  it('sends one packet every 20 ms, stamped with its capture time, and records the same packets', async () => {
    const { bus, run, packets, recorded, startAt } = arrange();
    run(500);
    const list = packets();
    expect(list).toHaveLength(500);
    list.forEach((packet, i) => {
      expect(packet.sequence).toBe(i);
      expect(packet.timestamp).toBe(i * FRAME_SAMPLES);
      expect(packet.captureAt).toBeCloseTo(startAt + i * 20, 2);
    });
    expect(recorded.map((packet) => packet.length)).toEqual(list.map(({ payload }) => payload.length));
    await bus.close();
  });

  it('goes on in silence when the microphone vanishes, and says so after a second', async () => {
    const { bus, run, packets, levels, heard } = arrange();
    run(300, (i) => i < 100);
    expect(packets()).toHaveLength(300);
    expect(levels[12]?.microphone).toBe('heard');
    expect(levels.at(-1)).toMatchObject({ microphone: 'lost', rmsDbfs: -100 });
    expect(measureLevel(joined(heard().slice(200))).peakDbfs).toBeLessThan(-60);
    await bus.close();
  });

  it('catches up when the process stood still for 300 ms, without a gap in the media time', async () => {
    const { bus, clock, run, packets } = arrange();
    run(50);
    clock.advance(300);
    run(50);
    const stamps = packets().map(({ timestamp }) => timestamp);
    expect(stamps).toEqual(Array.from({ length: 115 }, (_, i) => i * FRAME_SAMPLES));
    expect(bus.counts.stalled).toBe(0);
    await bus.close();
  });

  it('skips a stall of 3 s and keeps its times true', async () => {
    const { bus, clock, run, packets, startAt } = arrange();
    run(50);
    clock.advance(3_000);
    run(10);
    expect(bus.counts.stalled).toBe(150);
    expect(packets()[50]).toMatchObject({ sequence: 50, timestamp: 200 * FRAME_SAMPLES });
    expect(packets()[50]?.captureAt).toBeCloseTo(startAt + 4_000, 2);
    await bus.close();
  });

  it('lets nobody be heard before its chime is over', async () => {
    const { bus, run, levels, heard } = arrange({ chime: 'station' });
    const silent = arrange({ chime: 'station' });
    run(60);
    silent.run(60, () => false);
    expect(levels.at(0)?.chimeLeftMs).toBe(1_100);
    expect(levels.at(-1)?.chimeLeftMs).toBe(0);
    expect(joined(heard())).toEqual(joined(silent.heard()));
    expect(measureLevel(joined(heard())).rmsDbfs).toBeGreaterThan(-22);
    await bus.close();
    await silent.bus.close();
  });

  it('ends after what was said before the stop, in a fade', async () => {
    const { bus, run, packets, heard } = arrange();
    let ends = 0;
    bus.on('ended', () => (ends += 1));
    run(100);
    const before = packets().length;
    const endAt = bus.finish();
    run(60);
    const list = packets();
    const tailMs = (list.length - before) * 20;
    expect(tailMs).toBeGreaterThanOrEqual(140);
    expect(tailMs).toBeLessThanOrEqual(260);
    expect((list.at(-1)?.captureAt ?? 0) + 20).toBeCloseTo(endAt, 1);
    const lastMs5 = heard().at(-1)?.subarray(-240) as Int16Array;
    expect(measureLevel(lastMs5).rmsDbfs).toBeLessThan(-45);
    expect(ends).toBe(1);
    await bus.close();
  });

  it('hears the microphone that takes over, from its first packet on', async () => {
    const { bus, clock, run, levels } = arrange();
    run(200, (i) => i < 50);
    expect(levels.at(-1)?.microphone).toBe('lost');
    const other = new FakeMicrophone({ id: 'other', clock, encoder: browserEncoder(opus) });
    bus.listenTo(other);
    for (let i = 0; i < 100; i++) {
      other.speak(speech[i] as Int16Array);
      bus.tick();
      clock.advance(20);
    }
    expect(levels.at(-1)?.microphone).toBe('heard');
    await bus.close();
  });
});

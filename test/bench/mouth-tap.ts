import type { Page } from 'playwright-core';
import type { StampedRecording } from '../probe/recording.ts';

/** Chunks on either side among which the quickest delivery is sought: half a second. */
const NEIGHBOURS = 50;

/** What of WebCodecs' AudioData is used here. */
interface AudioChunk {
  numberOfFrames: number;
  sampleRate: number;
  copyTo: (to: Float32Array, how: object) => void;
  close: () => void;
}

interface Tap {
  chunks: number[][];
  /** When each chunk was delivered, Unix ms. */
  deliveredAt: number[];
  rate: number;
}

/**
 * Listens in on the page's own microphone track. The wall time of a sample is that of its delivery less its length, by
 * the quickest delivery around it: so the mouth is at most a few ms earlier than told, never later.
 */
export async function tapMouth(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    const kept: { tap?: { chunks: number[][]; deliveredAt: number[]; rate: number } } = {};
    Object.assign(window, { mouth: kept });
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      const [track] = stream.getAudioTracks();
      const { MediaStreamTrackProcessor: Processor } = window as unknown as {
        MediaStreamTrackProcessor: new (init: object) => { readable: ReadableStream<AudioChunk> };
      };
      const reader = new Processor({ track: track?.clone() }).readable.getReader();
      const tap = { chunks: [] as number[][], deliveredAt: [] as number[], rate: 48_000 };
      kept.tap = tap;
      const listen = async (): Promise<void> => {
        const { value: data, done } = await reader.read();
        if (done) return;
        const now = performance.timeOrigin + performance.now();
        const chunk = new Float32Array(data.numberOfFrames);
        data.copyTo(chunk, { planeIndex: 0, format: 'f32-planar' });
        tap.rate = data.sampleRate;
        tap.deliveredAt.push(now);
        tap.chunks.push(Array.from(chunk, (sample) => Math.round(sample * 32_767)));
        data.close();
        await listen();
      };
      listen().catch((error: unknown) => console.error('mouth tap', error));
      return stream;
    };
  });
}

export async function readMouth(page: Page): Promise<StampedRecording> {
  const { chunks, deliveredAt, rate } = await page.evaluate(
    () => (window as unknown as { mouth: { tap: Tap } }).mouth.tap,
  );
  const samples = Int16Array.from(chunks.flat());
  const ends = chunks.reduce<number[]>((sums, chunk) => [...sums, (sums.at(-1) ?? 0) + chunk.length], []);
  const begins = ends.map((end, index) => (deliveredAt[index] ?? NaN) - (end / rate) * 1000);
  const stamps = ends.flatMap((end, index) => {
    if (index % NEIGHBOURS !== 0) return [];
    const quickest = Math.min(...begins.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS));
    return [{ frame: end, atMs: quickest + (end / rate) * 1000 }];
  });
  const first = stamps[0] as { frame: number; atMs: number };
  return {
    samples,
    sampleRateHz: rate,
    stamps: [{ frame: 0, atMs: first.atMs - (first.frame / rate) * 1000 }, ...stamps],
  };
}

import type { Page } from 'playwright-core';

/** What the microphone gave, as 16-bit samples at its own rate, and the wall time of the first of them. */
export interface Mouth {
  samples: Int16Array;
  sampleRateHz: number;
  startedAtMs: number;
}

/**
 * Listens in on the page's own microphone track. The wall time of a sample is that of its delivery less its length, by
 * the quickest delivery: so the mouth is at most a few ms earlier than told, never later.
 */
export async function tapMouth(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    const kept: { tap?: { chunks: number[][]; rate: number; startedAtMs: number; frames: number } } = {};
    Object.assign(window, { mouth: kept });
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      const [track] = stream.getAudioTracks();
      const Processor = (
        window as unknown as { MediaStreamTrackProcessor: new (init: object) => { readable: ReadableStream } }
      ).MediaStreamTrackProcessor;
      const reader = new Processor({ track: track?.clone() }).readable.getReader();
      const tap = { chunks: [] as number[][], rate: 48_000, startedAtMs: Infinity, frames: 0 };
      kept.tap = tap;
      const listen = async (): Promise<void> => {
        const { value, done } = await reader.read();
        if (done) return;
        const data = value as {
          numberOfFrames: number;
          sampleRate: number;
          copyTo: (to: Float32Array, how: object) => void;
          close: () => void;
        };
        const now = performance.timeOrigin + performance.now();
        const chunk = new Float32Array(data.numberOfFrames);
        data.copyTo(chunk, { planeIndex: 0, format: 'f32-planar' });
        tap.rate = data.sampleRate;
        tap.frames += data.numberOfFrames;
        tap.startedAtMs = Math.min(tap.startedAtMs, now - (tap.frames / data.sampleRate) * 1000);
        tap.chunks.push(Array.from(chunk, (sample) => Math.round(sample * 32_767)));
        data.close();
        await listen();
      };
      listen().catch((error: unknown) => console.error('mouth tap', error));
      return stream;
    };
  });
}

export async function readMouth(page: Page): Promise<Mouth> {
  const { chunks, rate, startedAtMs } = await page.evaluate(() => {
    const { tap } = (
      window as unknown as { mouth: { tap: { chunks: number[][]; rate: number; startedAtMs: number } } }
    ).mouth;
    return tap;
  });
  return { samples: Int16Array.from(chunks.flat()), sampleRateHz: rate, startedAtMs };
}

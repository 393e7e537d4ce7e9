import { align, forJudging, JUDGE_RATE_HZ } from './align.ts';
import { powerOfTwo, transform } from './fft.ts';
import { resample } from './resample.ts';
import type { Sound } from './sound.ts';

const RATE_HZ = 10_000;
const FRAME = 256;
const HOP = FRAME / 2;
const SPECTRUM = 2 * FRAME;
const BANDS = 15;
const LOWEST_CENTRE_HZ = 150;
/** Frames of the reference that lie more than this below its loudest are pauses, dB. */
const DYNAMIC_RANGE_DB = 40;
/** Frames that are compared together: 384 ms. */
const SEGMENT = 30;
/** Lower bound of the signal-to-distortion ratio, dB. */
const CLIP_DB = -15;
const TINY = 1e-9;

/**
 * Short-time objective intelligibility, C. Taal et al., IEEE Trans. Audio Speech Lang. Process. 19 (2011), 2125-2136:
 * how well the words of `reference` are understood from `played`; 1 is perfect, under 0.6 words are lost.
 * The recording is aligned as a whole first. 0 where less than 384 ms of speech can be compared.
 */
export function stoi(reference: Sound, played: Sound): number {
  const ref = forJudging(reference);
  const out = forJudging(played);
  const { lag } = align(ref, out);
  const length = lag >= 0 ? Math.min(ref.length, out.length - lag) : Math.min(ref.length + lag, out.length);
  const clean = part(ref, Math.max(0, -lag), length);
  const heard = part(out, Math.max(0, lag), length);
  const bands = bandsOfSpeech(clean, heard);
  const scores: number[] = [];
  for (let end = SEGMENT; end < bands.frames; end++) {
    for (let band = 0; band < BANDS; band++) {
      scores.push(
        likeness(
          part(bands.clean[band] as Float64Array, end - SEGMENT, SEGMENT),
          part(bands.heard[band] as Float64Array, end - SEGMENT, SEGMENT),
        ),
      );
    }
  }
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function part(samples: Float64Array, start: number, length: number): Float64Array {
  return samples.subarray(start, start + Math.max(0, length));
}

/** Envelopes of the third-octave bands, pauses of the clean speech left out. */
function bandsOfSpeech(clean16k: Float64Array, heard16k: Float64Array) {
  const clean = resample(clean16k, JUDGE_RATE_HZ, RATE_HZ);
  const heard = resample(heard16k, JUDGE_RATE_HZ, RATE_HZ);
  const starts: number[] = [];
  for (let i = 0; i < clean.length - FRAME; i += HOP) starts.push(i);
  const loudness = starts.map((start) => levelDb(windowed(clean, start)));
  const floor = loudness.reduce((most, level) => Math.max(most, level), -Infinity) - DYNAMIC_RANGE_DB;
  const kept = starts.filter((_, i) => (loudness[i] as number) > floor);
  return { frames: kept.length, clean: envelopes(clean, kept), heard: envelopes(heard, kept) };
}

/** Hann window without its zeros at the ends. */
const WINDOW = Float64Array.from(
  { length: FRAME },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (FRAME + 1)),
);

function windowed(samples: Float64Array, start: number): Float64Array {
  return WINDOW.map((weight, i) => weight * (samples[start + i] as number));
}

function levelDb(frame: Float64Array): number {
  return 20 * Math.log10(Math.sqrt(frame.reduce((sum, x) => sum + x * x, 0)) + TINY);
}

function envelopes(samples: Float64Array, starts: readonly number[]): Float64Array[] {
  const result = BAND_BINS.map(() => new Float64Array(starts.length));
  starts.forEach((start, frame) => {
    const signal = { re: new Float64Array(powerOfTwo(SPECTRUM)), im: new Float64Array(powerOfTwo(SPECTRUM)) };
    signal.re.set(windowed(samples, start));
    transform(signal);
    BAND_BINS.forEach((bins, band) => {
      const power = bins.reduce(
        (sum, bin) => sum + (signal.re[bin] as number) ** 2 + (signal.im[bin] as number) ** 2,
        0,
      );
      (result[band] as Float64Array)[frame] = Math.sqrt(power);
    });
  });
  return result;
}

/** Bins of the spectrum in each third of an octave from 150 Hz. */
const BAND_BINS = Array.from({ length: BANDS }, (_, band) => {
  const centre = LOWEST_CENTRE_HZ * 2 ** (band / 3);
  const bins = Array.from({ length: SPECTRUM / 2 + 1 }, (_, bin) => bin);
  const frequency = (bin: number) => (bin * RATE_HZ) / SPECTRUM;
  return bins.filter(
    (bin) => frequency(bin) >= centre * 2 ** (-1 / 6) && frequency(bin) < centre * 2 ** (1 / 6),
  );
});

/** Correlation of two envelopes after the heard one was brought to the clean one's level and clipped. */
function likeness(clean: Float64Array, heard: Float64Array): number {
  const gain = norm(clean) / (norm(heard) + TINY);
  const ceiling = 1 + 10 ** (-CLIP_DB / 20);
  const limited = heard.map((value, i) => Math.min(value * gain, (clean[i] as number) * ceiling));
  const a = withoutMean(clean);
  const b = withoutMean(limited);
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / (norm(a) * norm(b) + TINY);
}

function withoutMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

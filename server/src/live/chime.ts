import { FRAME_SAMPLES, gainFactor, SAMPLE_RATE_HZ } from '@loa/protocol';

/** Length of the station's three tones, ms; a whole number of frames. */
export const CHIME_MS = 1_200;
/** Level of the chime while it sounds, dBFS RMS over its length. */
const CHIME_DBFS = -18;
/** E5, C5 and G5 in Hz, and where each begins, s. */
const TONES = [
  { hz: 659.26, atS: 0 },
  { hz: 523.25, atS: 0.32 },
  { hz: 783.99, atS: 0.64 },
];
/** Partials of a small bell: multiple of the tone, loudness, and time to fall to a third, s. */
const PARTIALS = [
  { multiple: 1, loudness: 1, fallS: 0.32 },
  { multiple: 2, loudness: 0.45, fallS: 0.2 },
  { multiple: 2.76, loudness: 0.25, fallS: 0.12 },
  { multiple: 5.4, loudness: 0.1, fallS: 0.06 },
];
const STRIKE_S = 0.004;
const LAST_FADE_S = 0.06;
const LENGTH_S = CHIME_MS / 1000;

/** The station's chime as frames of 960 samples. */
export function chimeFrames(): Int16Array[] {
  const wave = Float64Array.from({ length: LENGTH_S * SAMPLE_RATE_HZ }, (_, i) => waveAt(i / SAMPLE_RATE_HZ));
  const rms = Math.sqrt(wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length);
  const factor = (32_768 * gainFactor(CHIME_DBFS)) / rms;
  return Array.from({ length: wave.length / FRAME_SAMPLES }, (_, frame) =>
    Int16Array.from(
      wave.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES),
      (sample) => sample * factor,
    ),
  );
}

function waveAt(s: number): number {
  const ending = Math.min(1, (LENGTH_S - s) / LAST_FADE_S);
  return ending * TONES.reduce((sum, tone) => sum + strokeAt(tone.hz, s - tone.atS), 0);
}

/** One bell, `s` seconds after it was struck. */
function strokeAt(hz: number, s: number): number {
  if (s < 0) return 0;
  const strike = Math.min(1, s / STRIKE_S);
  const partials = PARTIALS.map(
    ({ multiple, loudness, fallS }) =>
      loudness * Math.exp(-s / fallS) * Math.sin(2 * Math.PI * hz * multiple * s),
  );
  return strike * partials.reduce((sum, partial) => sum + partial, 0);
}

/** Loudness of everything that is aired: integrated, EBU R 128. */
export const TARGET_LUFS = -16;
/** No true peak of a prepared file is above this. */
export const MOST_TRUE_PEAK_DBTP = -1.5;

/** What `loudnorm` measured of a file; `-Infinity` where there was nothing to measure. */
export interface SourceLoudness {
  lufs: number;
  truePeakDbtp: number;
  rangeLu: number;
  thresholdLufs: number;
  offsetLu: number;
}

/** What came out; `lufs` is null for files shorter than the 400 ms that R 128 measures over. */
export interface ResultLoudness {
  lufs: number | null;
  truePeakDbtp: number;
}

/** Correction after `loudnorm`: gain, then a limiter. */
export interface Trim {
  gainDb: number;
  ceilingDbfs: number;
}

/** Opus moves peaks by a decibel or so, which the first try already leaves room for. */
export const FIRST_TRIM: Trim = { gainDb: 0, ceilingDbfs: -3 };

const SILENT_BELOW_DBTP = -50;
const TOLERANCE_LU = 0.4;
const MOST_STEP_DB = 6;
/** Lower limit of ffmpeg's limiter. */
const LOWEST_CEILING_DBFS = -20;
/** After so many tries the loudness is left as it is and only peaks are turned down. */
const LOUDNESS_TRIES = 4;
const UNMEASURED_LUFS = -70;
const MONO = 'aformat=channel_layouts=mono';
const MOST_RANGE_LU = 11;
const TARGETS = `I=${TARGET_LUFS}:TP=-3:LRA=${MOST_RANGE_LU}`;
/** loudnorm looks 3 s ahead and is wrong by far for what is shorter. */
const SHORTEST_LOUDNORM_MS = 4_000;

export const MEASURE_FILTER = `${MONO},loudnorm=${TARGETS}:print_format=json`;
export const VERIFY_FILTER = 'ebur128=peak=true:framelog=verbose';

export function isSilent({ truePeakDbtp }: SourceLoudness): boolean {
  return !(truePeakDbtp >= SILENT_BELOW_DBTP);
}

/**
 * The filters that bring a measured file of this length to the target. Too short a file to measure is brought to a
 * peak instead.
 */
export function levelFilter(
  source: SourceLoudness,
  durationMs: number,
  { gainDb, ceilingDbfs }: Trim,
): string {
  const limit = 10 ** (ceilingDbfs / 20);
  const trim = `${gain(gainDb)},alimiter=limit=${limit.toFixed(4)}:level=false`;
  return `${MONO},${firstStage(source, durationMs)},aresample=48000,${trim}`;
}

/** The correction for another try, or undefined when the result is good (enough, after `tries` of them). */
export function nextTrim(trim: Trim, result: ResultLoudness, tries: number): Trim | undefined {
  const excessDb = result.truePeakDbtp - MOST_TRUE_PEAK_DBTP;
  const missingLu = result.lufs === null ? 0 : TARGET_LUFS - result.lufs;
  if (excessDb > 0 && tries >= LOUDNESS_TRIES) return { ...trim, gainDb: trim.gainDb - excessDb - 0.2 };
  const isLoudEnough = Math.abs(missingLu) <= TOLERANCE_LU || tries >= LOUDNESS_TRIES;
  if (excessDb <= 0 && isLoudEnough) return undefined;
  const ceilingDbfs = excessDb > 0 ? trim.ceilingDbfs - excessDb - 0.1 : trim.ceilingDbfs;
  return {
    gainDb: trim.gainDb + Math.max(-MOST_STEP_DB, Math.min(MOST_STEP_DB, missingLu)),
    ceilingDbfs: Math.max(LOWEST_CEILING_DBFS, ceilingDbfs),
  };
}

/** The JSON at the end of what `loudnorm` prints; undefined when there is none. */
export function readLoudnorm(printed: string): SourceLoudness | undefined {
  const json = /\{[^{}]*"input_i"[^{}]*\}/.exec(printed)?.[0];
  if (json === undefined) return undefined;
  const fields = JSON.parse(json) as Record<string, string>;
  return {
    lufs: decibels(fields.input_i),
    truePeakDbtp: decibels(fields.input_tp),
    rangeLu: decibels(fields.input_lra),
    thresholdLufs: decibels(fields.input_thresh),
    offsetLu: decibels(fields.target_offset),
  };
}

/** The summary at the end of what `ebur128` prints; undefined when there is none. */
export function readEbur128(printed: string): ResultLoudness | undefined {
  const summary = printed.slice(printed.lastIndexOf('Summary:'));
  const lufs = decibels(/\bI:\s+(\S+) LUFS/.exec(summary)?.[1]);
  const truePeakDbtp = decibels(/\bPeak:\s+(\S+) dBFS/.exec(summary)?.[1]);
  if (Number.isNaN(truePeakDbtp)) return undefined;
  return { lufs: lufs > UNMEASURED_LUFS ? lufs : null, truePeakDbtp };
}

/** Plain gain where that is enough, as for most music; else the second pass of loudnorm evens out the speech. */
function firstStage(source: SourceLoudness, durationMs: number): string {
  const gainDb = TARGET_LUFS - source.lufs;
  if (!(source.lufs > UNMEASURED_LUFS)) return gain(FIRST_TRIM.ceilingDbfs - source.truePeakDbtp);
  const fits = source.truePeakDbtp + gainDb <= FIRST_TRIM.ceilingDbfs && source.rangeLu <= MOST_RANGE_LU;
  return fits || durationMs < SHORTEST_LOUDNORM_MS ? gain(gainDb) : secondPass(source);
}

function gain(decibel: number): string {
  return `volume=${decibel.toFixed(2)}dB`;
}

function secondPass(source: SourceLoudness): string {
  const { lufs, truePeakDbtp, rangeLu, thresholdLufs, offsetLu } = source;
  const measured = [
    `measured_I=${within(lufs, -99, 0)}`,
    `measured_TP=${within(truePeakDbtp, -99, 99)}`,
    `measured_LRA=${within(rangeLu, 0, 99)}`,
    `measured_thresh=${within(thresholdLufs, -99, 0)}`,
    `offset=${within(offsetLu, -99, 99)}`,
  ];
  return `loudnorm=${TARGETS}:${measured.join(':')}`;
}

function within(value: number, low: number, high: number): string {
  return Math.max(low, Math.min(high, Number.isNaN(value) ? low : value)).toFixed(2);
}

function decibels(text: string | undefined): number {
  if (text === '-inf') return -Infinity;
  return text === 'inf' ? Infinity : Number.parseFloat(text ?? '');
}

/** Range of the volume control, dB: at 1 % the programme is this far below full. */
const RANGE_DB = 40;

/** Gain for a volume of 0 to 100 %: even steps of the control are even steps to the ear; 0 is silence. */
export function gainOfVolume(percent: number): number {
  if (percent <= 0) return 0;
  return 10 ** ((RANGE_DB * (Math.min(percent, 100) - 100)) / 100 / 20);
}

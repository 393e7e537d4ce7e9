import { faultOfHours, type VolumeHour, type VolumeHours } from '@loa/protocol';

const MINUTES_A_DAY = 1440;
const STEP_MINUTES = 30;
const STEP_PERCENT = 5;
/** What a new line proposes: the night, when people sleep. */
const NIGHT: VolumeHour = { fromMinute: 22 * 60, untilMinute: 5 * 60, percent: 40 };
/** As many as the server takes. */
export const MOST_HOURS = 8;

/** "05:30" for a minute of the day. */
export function clockOf(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Every half hour of the day, and `chosen` where it lies between. */
export function timeOptions(chosen: number): { value: string; label: string }[] {
  const half = Array.from({ length: MINUTES_A_DAY / STEP_MINUTES }, (_, i) => i * STEP_MINUTES);
  return options(half, chosen, clockOf);
}

/** Every five percent, and `chosen` where it lies between. */
export function percentOptions(chosen: number): { value: string; label: string }[] {
  const fives = Array.from({ length: 100 / STEP_PERCENT + 1 }, (_, i) => i * STEP_PERCENT);
  return options(fives, chosen, (percent) => `${percent} %`);
}

/** The list with one more line: the night, or the first hour after another line that is free. */
export function withOneMore(hours: VolumeHours): VolumeHours {
  if (hours.length === 0) return [NIGHT];
  const longer = hours.map(({ untilMinute, percent }) => {
    const free = { fromMinute: untilMinute, untilMinute: (untilMinute + 60) % MINUTES_A_DAY, percent };
    return [...hours, free];
  });
  return longer.find((each) => faultOfHours(each) === null) ?? [...hours, NIGHT];
}

/** In the order of the day, as it is shown and saved. */
export function inOrder(hours: VolumeHours): VolumeHours {
  return [...hours].sort((one, other) => one.fromMinute - other.fromMinute);
}

export function isSame(one: VolumeHours, other: VolumeHours): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function options(values: number[], chosen: number, label: (value: number) => string) {
  const all = values.includes(chosen) ? values : [...values, chosen].sort((a, b) => a - b);
  return all.map((value) => ({ value: String(value), label: label(value) }));
}

/** Stations live by one clock. Viet Nam has kept UTC+7 without summer time since 1975. */
const ZONE_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

export type Language = 'vi' | 'en';

const LOCALES: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };

/** "05:30", always of 24 hours, in Viet Nam's time wherever the browser stands. */
export function timeOfDay(at: number): string {
  return shifted(at).slice(11, 16);
}

/** "05:30:07" */
export function exactTime(at: number): string {
  return shifted(at).slice(11, 19);
}

/** "21/11/2025" */
export function dateOf(at: number): string {
  const [year, month, day] = dayOf(at).split('-');
  return `${day}/${month}/${year}`;
}

/** The day in Viet Nam that `at` lies in, as `YYYY-MM-DD`. */
export function dayOf(at: number): string {
  return shifted(at).slice(0, 10);
}

/** Midnight of that day in Viet Nam (Unix ms). */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - ZONE_MS;
}

/** `day` moved by whole days. */
export function dayAfter(day: string, days: number): string {
  return dayOf(startOfDay(day) + days * DAY_MS);
}

/** The moment of a day (`YYYY-MM-DD`) and a time (`HH:mm` or `HH:mm:ss`) in Viet Nam; undefined when either is unfinished. */
export function momentOf(day: string, time: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{1,2}:\d{2}(:\d{2})?$/.test(time)) return undefined;
  const [hours = '', minutes = '', seconds = '00'] = time.split(':');
  const at = Date.parse(`${day}T${hours.padStart(2, '0')}:${minutes}:${seconds}Z`);
  return Number.isNaN(at) ? undefined : at - ZONE_MS;
}

export type DayName = { name: 'yesterday' | 'today' | 'tomorrow' | 'other'; date: string };

/** How people call that day: today, tomorrow, or "Thứ Sáu, 21/11". */
export function dayName(day: string, today: string, language: Language): DayName {
  const distance = Math.round((startOfDay(day) - startOfDay(today)) / DAY_MS);
  const names = new Map([
    [-1, 'yesterday'],
    [0, 'today'],
    [1, 'tomorrow'],
  ] as const);
  const date = new Intl.DateTimeFormat(LOCALES[language], {
    ...{ timeZone: 'Asia/Ho_Chi_Minh', weekday: 'long', day: '2-digit', month: '2-digit' },
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(startOfDay(day));
  return { name: names.get(distance as -1 | 0 | 1) ?? 'other', date };
}

/** "3:07", or "1:02:07" from an hour on. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

export interface Age {
  unit: 'now' | 'seconds' | 'minutes' | 'hours' | 'days';
  count: number;
}

/** How long something is ago or ahead, in the one unit that people would use. */
export function ageOf(ms: number): Age {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 2) return { unit: 'now', count: 0 };
  if (seconds < 60) return { unit: 'seconds', count: seconds };
  if (seconds < 3600) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  if (seconds < 172_800) return { unit: 'hours', count: Math.floor(seconds / 3600) };
  return { unit: 'days', count: Math.floor(seconds / 86_400) };
}

/** A number as the language writes it: 0,3 in Vietnamese. */
export function decimal(value: number, language: Language, digits = 1): string {
  const text = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(value);
  // What rounds to nothing has no sign.
  return text === '-0' ? '0' : text;
}

function shifted(at: number): string {
  return new Date(at + ZONE_MS).toISOString();
}

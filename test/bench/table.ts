/** Figures of a bench; the unit is the end of the name. */
export type Figures = Record<string, number | null>;

export function printTable(name: string, figures: Figures): void {
  const width = Math.max(...Object.keys(figures).map((key) => key.length));
  console.log(`\n${name}`);
  for (const [key, value] of Object.entries(figures)) console.log(`  ${key.padEnd(width)}  ${value ?? '-'}`);
  console.log('');
}

/** The value below which `percent` of the values lie; null for none. Rounded to a tenth. */
export function percentileOf(values: readonly number[], percent: number): number | null {
  const ascending = values.filter(Number.isFinite).sort((a, b) => a - b);
  const value = ascending[Math.min(ascending.length - 1, Math.ceil((percent / 100) * ascending.length) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}

/** To a tenth. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

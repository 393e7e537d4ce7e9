/** One line of a table: words, and figures with units in the names of their columns. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Figures of a bench; the unit is the end of the name. A list of rows is a table of its own. */
export type Figures = Record<string, number | null | readonly Row[]>;

export function printTable(name: string, figures: Figures): void {
  const isRows = (value: Figures[string]): value is readonly Row[] => Array.isArray(value);
  const single = Object.entries(figures).filter(([, value]) => !isRows(value)) as [string, number | null][];
  const width = Math.max(0, ...single.map(([key]) => key.length));
  console.log(`\n${name}`);
  for (const [key, value] of single) console.log(`  ${key.padEnd(width)}  ${value ?? '-'}`);
  for (const [key, value] of Object.entries(figures)) if (isRows(value)) printRows(key, value);
  console.log('');
}

/** Columns as wide as their widest cell; words to the left, figures to the right. */
export function printRows(title: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cell = (row: Row, column: string) => String(row[column] ?? '-');
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => cell(row, column).length)),
  );
  const isWord = (column: string) => rows.every((row) => typeof row[column] === 'string');
  const pad = (text: string, index: number) =>
    isWord(columns[index] ?? '') ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0);
  console.log(`  ${title}`);
  for (const texts of [columns, ...rows.map((row) => columns.map((column) => cell(row, column)))])
    console.log(`    ${texts.map(pad).join('  ')}`);
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

/** To a hundredth. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** To a thousandth: a microsecond where the figure is in ms. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** To a ten-thousandth, as shares are told. */
export function tenThousandths(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

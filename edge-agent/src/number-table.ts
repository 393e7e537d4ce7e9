/**
 * The newest rows of numbers, oldest first, in one fixed table. For what is remembered for a minute or more: each row as an
 * object of its own would become one of V8's old objects, and keep a page of them from being given back when all else there
 * has died.
 */
export class NumberTable<Key extends string> {
  readonly #keys: readonly Key[];
  readonly #capacity: number;
  readonly #numbers: Float64Array;
  #first = 0;
  #length = 0;

  constructor(capacity: number, keys: readonly Key[]) {
    this.#capacity = capacity;
    this.#keys = keys;
    this.#numbers = new Float64Array(capacity * keys.length);
  }

  get length(): number {
    return this.#length;
  }

  /** Takes a row; the oldest leaves a full table. */
  push(row: Readonly<Record<Key, number>>): void {
    if (this.#length === this.#capacity) this.shift();
    const start = this.#startOf(this.#length);
    this.#keys.forEach((key, place) => {
      this.#numbers[start + place] = row[key];
    });
    this.#length += 1;
  }

  /** Forgets the oldest row. */
  shift(): void {
    if (this.#length === 0) return;
    this.#first = (this.#first + 1) % this.#capacity;
    this.#length -= 1;
  }

  clear(): void {
    this.#length = 0;
  }

  /** A copy of one row, counted from the oldest, or from the newest backwards as -1, -2; undefined where there is none. */
  at(index: number): Record<Key, number> | undefined {
    const place = index < 0 ? this.#length + index : index;
    if (place < 0 || place >= this.#length) return undefined;
    const start = this.#startOf(place);
    const pairs = this.#keys.map((key, column) => [key, this.#numbers[start + column]]);
    return Object.fromEntries(pairs) as Record<Key, number>;
  }

  /** Copies of all rows. */
  all(): Record<Key, number>[] {
    return Array.from({ length: this.#length }, (_, index) => this.at(index) as Record<Key, number>);
  }

  /** One number of the row `index` places after the oldest; NaN where there is none. */
  value(index: number, key: Key): number {
    if (index < 0 || index >= this.#length) return NaN;
    return this.#numbers[this.#startOf(index) + this.#keys.indexOf(key)] as number;
  }

  #startOf(index: number): number {
    return ((this.#first + index) % this.#capacity) * this.#keys.length;
  }
}

/**
 * The two clocks that a program may ask. Rules never ask: they get `now` as an argument.
 * Fields named `…At` are wall-clock times (Unix ms, UTC); `…Mono` are monotonic ms of one process.
 */
export interface Clock {
  /** Wall clock, Unix milliseconds, with fractions where the system gives them. */
  now(): number;
  /** Monotonic milliseconds since an arbitrary moment; never steps. */
  mono(): number;
}

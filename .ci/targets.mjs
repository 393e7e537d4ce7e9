/** What may be prepared, and the program that is started afterwards; its arguments follow. */
export const targets = {
  build: undefined,
  start: ['server/dist/main.js'],
  demo: ['firmware-sim/dist/demo.js'],
  test: ['node_modules/vitest/vitest.mjs', 'run'],
  bench: ['test/dist/bench.js'],
};

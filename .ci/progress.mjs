const rewriteEveryMs = 1000;
const repeatEveryMs = 30_000;

/**
 * Prints one line a step. On a terminal the line of the running step counts the seconds; elsewhere a step
 * that lasts reports every half minute, so that a log shows that something still happens.
 */
export function createProgress({ total, out = process.stdout, now = () => performance.now() }) {
  let number = 0;
  return {
    async step(title, work) {
      number += 1;
      const head = `[${number}/${total}] ${title.padEnd(20)}`;
      const startedAt = now();
      const seconds = () => `${((now() - startedAt) / 1000).toFixed(1)} s`;
      let note = 'working';
      const show = () =>
        out.write(out.isTTY ? `\r\x1b[K${head} ${note}, ${seconds()}` : `${head} ${note}, ${seconds()}\n`);
      const ticking = setInterval(show, out.isTTY ? rewriteEveryMs : repeatEveryMs);
      let outcome = 'FAILED';
      try {
        outcome = await work((text) => {
          note = text;
        });
      } finally {
        clearInterval(ticking);
        out.write(`${out.isTTY ? '\r\x1b[K' : ''}${head} ${outcome}, ${seconds()}\n`);
      }
    },
  };
}

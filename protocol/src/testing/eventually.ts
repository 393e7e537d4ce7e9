/**
 * Waits until `reasonWhyNotYet` returns undefined, asking again every few milliseconds; fails with the last reason.
 * For tests that watch real programs; the reason is what a person reads when it never comes true.
 */
export async function eventually(
  reasonWhyNotYet: () => string | undefined | Promise<string | undefined>,
  withinMs = 10_000,
): Promise<void> {
  const until = performance.now() + withinMs;
  for (;;) {
    const reason = await reasonWhyNotYet();
    if (reason === undefined) return;
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${reason}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

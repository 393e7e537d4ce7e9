import { eventually } from '@loa/protocol';

/** Until the wall clock shows `atMs`: real poles play in real time, and nothing else tells that a broadcast is over. */
export function moment(atMs: number): Promise<void> {
  const reason = () => (Date.now() >= atMs ? undefined : 'the moment has not come');
  return eventually(reason, Math.max(0, atMs - Date.now()) + 1_000);
}

/** For `ms` from now on; see `moment`. */
export function during(ms: number): Promise<void> {
  return moment(Date.now() + ms);
}

import type { Cluster } from '@loa/protocol';

/** More names than this are not read. */
const MOST_NAMES = 4;

/** The names of these poles in one line; of many only the first, and an ellipsis. */
export function namesOf(ids: readonly string[], clusters: readonly Pick<Cluster, 'id' | 'name'>[]): string {
  const names = clusters.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')}…` : names.join(', ');
}

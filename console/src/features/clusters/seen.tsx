import type { Cluster } from '@loa/protocol';
import { useNow } from '../../api/event-feed.tsx';
import { ageOf } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';

/** "12 giây trước", counting on. */
export function Seen({ cluster }: { cluster: Cluster }) {
  const { t } = useWords();
  const now = useNow();
  if (cluster.lastSeenAt === null) return <>{t('clusters.neverSeen')}</>;
  const { unit, count } = ageOf(now - cluster.lastSeenAt);
  return <>{t('clusters.lastSeen', { age: t(`ages.${unit}`, { count }) })}</>;
}

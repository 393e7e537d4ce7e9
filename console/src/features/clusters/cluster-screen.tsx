import type { ClusterDetail } from '@loa/protocol';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { broadcastsQuery } from '../../api/broadcast-queries.ts';
import { clusterQuery } from '../../api/cluster-queries.ts';
import { useNow } from '../../api/event-feed.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';
import { aroundToday } from '../schedule/broadcast-days.ts';
import { useCan } from '../shell/use-account.ts';
import { Loaded } from '../trouble/loaded.tsx';
import { AilmentsCard } from './ailments-card.tsx';
import styles from './clusters.module.css';
import { ClusterActions } from './cluster-actions.tsx';
import { FactsCard } from './facts-card.tsx';
import { PlaylogCard, UpcomingCard } from './playlog-card.tsx';
import { ReceiverCard } from './receiver-card.tsx';
import { StateCard } from './state-card.tsx';
import { VolumeHoursCard } from './volume-hours-card.tsx';

/** One pole: how it is, what ails it and what to do, what it played. */
export default function ClusterScreen() {
  const { t } = useWords();
  const { id = '' } = useParams();
  const query = useQuery({ ...clusterQuery(id), refetchInterval: 30_000 });
  return (
    <Page
      title={query.data?.cluster.name ?? t('clusters.title')}
      back={{ to: '/clusters', label: t('clusters.title') }}
    >
      <Loaded query={query}>{(detail) => <Detail detail={detail} />}</Loaded>
    </Page>
  );
}

function Detail({ detail }: { detail: ClusterDetail }) {
  const can = useCan();
  const { from, to } = aroundToday(useNow(10_000));
  const { data: broadcasts = [] } = useQuery(broadcastsQuery(from, to));
  const titleOf = (broadcastId: string) => broadcasts.find(({ id }) => id === broadcastId)?.title ?? null;
  const { cluster } = detail;
  return (
    <div className={styles.grid}>
      <div className={styles.column}>
        <StateCard cluster={cluster} titleOf={titleOf} />
        <AilmentsCard cluster={cluster} />
        {can('clusters') && <ClusterActions cluster={cluster} />}
        {can('clusters') && cluster.state !== 'revoked' && <VolumeHoursCard cluster={cluster} />}
        <UpcomingCard detail={detail} />
      </div>
      <div className={styles.column}>
        <FactsCard detail={detail} />
        <ReceiverCard cluster={cluster} />
        <PlaylogCard detail={detail} titleOf={titleOf} />
      </div>
    </div>
  );
}

import type { Cluster } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBuildingBroadcastTower, IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Card } from '../../ui/card.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { Empty } from '../../ui/page.tsx';
import { ageOf } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { ailmentsOf, compareUrgency, isIll } from '../clusters/cluster-status.ts';
import { useCan } from '../shell/use-account.ts';
import styles from './home.module.css';

const SHOWN = 5;

/** Which poles are ill: one sentence and the next step for each. */
export function PolesCard({ clusters, now }: { clusters: readonly Cluster[]; now: number }) {
  const { t } = useWords();
  const living = clusters.filter(({ state }) => state === 'online' || state === 'offline');
  const waiting = clusters.filter(({ state }) => state === 'waiting').length;
  const ill = living.filter(isIll).sort(compareUrgency);
  const online = living.filter(({ state }) => state === 'online').length;
  if (living.length === 0) return <NoPoles waiting={waiting} />;
  return (
    <Card
      title={t('home.poles')}
      icon={<IconBuildingBroadcastTower size={24} aria-hidden />}
      tone={ill.length > 0 ? 'warn' : 'plain'}
      action={
        <Link to="/clusters" className={styles.link}>
          {t('home.wholeList')}
        </Link>
      }
    >
      <div className={styles.well}>
        {ill.length === 0 ? (
          <IconCircleCheck size={36} aria-hidden />
        ) : (
          <IconAlertTriangle className={styles.warnIcon} size={36} aria-hidden />
        )}
        <div>
          <div className={styles.wellLine}>
            {ill.length === 0
              ? t('home.allWell', { count: living.length })
              : t('home.illCount', { count: ill.length })}
          </div>
          <div className="soft">
            {t('home.onlineOf', { online, total: living.length })}
            {waiting > 0 && ` · ${t('home.waitingCount', { count: waiting })}`}
          </div>
        </div>
      </div>
      <List>
        {ill.slice(0, SHOWN).map((cluster) => (
          <IllPole key={cluster.id} cluster={cluster} now={now} />
        ))}
      </List>
      {ill.length > SHOWN && (
        <Link to="/clusters?show=ill" className={styles.link}>
          {t('home.moreIll', { count: ill.length - SHOWN })}
        </Link>
      )}
    </Card>
  );
}

function IllPole({ cluster, now }: { cluster: Cluster; now: number }) {
  const { t } = useWords();
  const [worst] = ailmentsOf(cluster);
  if (worst === undefined) return null;
  const what = t(`problems.${worst.code}.what`, { value: worst.value ?? '' });
  const { unit, count } = ageOf(now - (worst.since ?? now));
  const since = worst.since === null ? '' : ` (${t(`ages.${unit}`, { count })})`;
  return (
    <ListItem
      to={`/clusters/${cluster.id}`}
      title={cluster.name}
      detail={
        <>
          {what}
          {since}. {t(`problems.${worst.code}.next`)}
        </>
      }
    />
  );
}

function NoPoles({ waiting }: { waiting: number }) {
  const { t } = useWords();
  const can = useCan();
  return (
    <Card title={t('home.poles')} icon={<IconBuildingBroadcastTower size={24} aria-hidden />}>
      <Empty title={waiting > 0 ? t('home.waitingCount', { count: waiting }) : t('home.noClusters')}>
        {can('clusters') && (
          <Button component={Link} to={waiting > 0 ? '/clusters' : '/clusters/new'} variant="light">
            {waiting > 0 ? t('home.wholeList') : t('home.addCluster')}
          </Button>
        )}
      </Empty>
    </Card>
  );
}

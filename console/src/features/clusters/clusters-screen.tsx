import { useState } from 'react';
import type { Area, Cluster } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconBuildingBroadcastTower, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { areasQuery } from '../../api/area-queries.ts';
import { clustersQuery } from '../../api/cluster-queries.ts';
import { Card } from '../../ui/card.tsx';
import { SegmentedControl, TextInput } from '../../ui/fields.ts';
import { List, ListItem } from '../../ui/list.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';
import { useCan } from '../shell/use-account.ts';
import { buildAreaTree } from '../targets/area-tree.ts';
import { Loaded } from '../trouble/loaded.tsx';
import { ailmentsOf, compareUrgency, isIll, matches, statusOf } from './cluster-status.ts';
import { Seen } from './seen.tsx';
import { StatusChip } from './status-chip.tsx';

/** All poles by area, what is ill first. */
export default function ClustersScreen() {
  const { t } = useWords();
  const can = useCan();
  const clusters = useQuery(clustersQuery());
  const areas = useQuery(areasQuery());
  return (
    <Page
      title={t('clusters.title')}
      action={
        can('clusters') && (
          <Button component={Link} to="/clusters/new" leftSection={<IconPlus size={22} aria-hidden />}>
            {t('clusters.add')}
          </Button>
        )
      }
    >
      <Loaded query={clusters}>
        {(list) => (
          <Loaded query={areas}>
            {(all) =>
              list.length === 0 ? (
                <Empty
                  icon={<IconBuildingBroadcastTower size={48} aria-hidden />}
                  title={t('clusters.empty')}
                >
                  {t('clusters.emptyText')}
                </Empty>
              ) : (
                <ByArea clusters={list} areas={all} />
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function ByArea({ clusters, areas }: { clusters: readonly Cluster[]; areas: readonly Area[] }) {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState('');
  const onlyIll = search.get('show') === 'ill';
  const ill = clusters.filter(isIll).length;
  const shown = clusters.filter((cluster) => matches(cluster, typed) && (!onlyIll || isIll(cluster)));
  const groups = [...buildAreaTree(areas).values()]
    .map(({ area }) => ({
      area,
      members: shown.filter(({ areaId }) => areaId === area.id).sort(compareUrgency),
    }))
    .filter(({ members }) => members.length > 0);
  return (
    <>
      <SegmentedControl
        size="md"
        value={onlyIll ? 'ill' : 'all'}
        onChange={(value) => setSearch(value === 'ill' ? { show: 'ill' } : {}, { replace: true })}
        data={[
          { value: 'all', label: t('clusters.filters.all', { count: clusters.length }) },
          { value: 'ill', label: t('clusters.filters.ill', { count: ill }) },
        ]}
      />
      <TextInput
        aria-label={t('clusters.find')}
        placeholder={t('clusters.find')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {groups.length === 0 && (
        <Empty title={onlyIll && typed === '' ? t('clusters.noneIll') : t('clusters.nothingFound')} />
      )}
      {groups.map(({ area, members }) => (
        <Card
          key={area.id}
          title={area.name}
          action={<span className="soft">{t('terms.poles', { count: members.length })}</span>}
        >
          <List>
            {members.map((cluster) => (
              <ClusterLine key={cluster.id} cluster={cluster} />
            ))}
          </List>
        </Card>
      ))}
    </>
  );
}

function ClusterLine({ cluster }: { cluster: Cluster }) {
  const { t } = useWords();
  const [worst] = ailmentsOf(cluster);
  return (
    <ListItem
      to={`/clusters/${cluster.id}`}
      title={cluster.name}
      detail={
        <>
          {worst !== undefined && worst.code !== 'offline' && (
            <>{t(`problems.${worst.code}.what`, { value: worst.value ?? '' })} · </>
          )}
          <Seen cluster={cluster} />
        </>
      }
      side={<StatusChip status={statusOf(cluster)} />}
    />
  );
}

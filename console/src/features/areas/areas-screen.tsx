import { useState } from 'react';
import type { Area, Cluster, Zone } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconMapPin, IconPencil, IconPlus, IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { areasQuery, zonesQuery } from '../../api/area-queries.ts';
import { clustersQuery } from '../../api/cluster-queries.ts';
import { Card } from '../../ui/card.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';
import { useCan } from '../shell/use-account.ts';
import { buildAreaTree } from '../targets/area-tree.ts';
import { Loaded } from '../trouble/loaded.tsx';
import { AreaDialog } from './area-dialog.tsx';
import { ZoneDialog } from './zone-dialog.tsx';

/** Administrative units, and the groups of poles that people have names for. */
export default function AreasScreen() {
  const { t } = useWords();
  const areas = useQuery(areasQuery());
  const zones = useQuery(zonesQuery());
  const clusters = useQuery(clustersQuery());
  return (
    <Page title={t('areas.title')} lead={t('areas.lead')}>
      <Loaded query={areas}>
        {(all) => (
          <>
            <Areas areas={all} clusters={clusters.data ?? []} />
            <Loaded query={zones}>
              {(list) => <Zones zones={list} areas={all} clusters={clusters.data ?? []} />}
            </Loaded>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Areas({ areas, clusters }: { areas: readonly Area[]; clusters: readonly Cluster[] }) {
  const { t } = useWords();
  const can = useCan();
  const [edited, setEdited] = useState<Area | 'new' | null>(null);
  const countOf = (areaId: string) => clusters.filter((cluster) => cluster.areaId === areaId).length;
  return (
    <Card
      title={t('areas.areas')}
      icon={<IconMapPin size={24} aria-hidden />}
      action={can('areas') && <Add label={t('areas.addArea')} onClick={() => setEdited('new')} />}
    >
      {areas.length === 0 && <Empty title={t('areas.noAreas')} />}
      <List>
        {[...buildAreaTree(areas).values()].map(({ area, depth }) => (
          <ListItem
            key={area.id}
            title={<span style={{ paddingLeft: `${depth * 1.25}rem`, display: 'block' }}>{area.name}</span>}
            detail={
              <span style={{ paddingLeft: `${depth * 1.25}rem`, display: 'block' }}>
                {t(`terms.ranks.${area.rank}`)}
                {area.code !== '' && ` · ${area.code}`}
                {countOf(area.id) > 0 && ` · ${t('terms.poles', { count: countOf(area.id) })}`}
              </span>
            }
            {...(can('areas') ? { side: <Edit name={area.name} onClick={() => setEdited(area)} /> } : {})}
          />
        ))}
      </List>
      {edited !== null && (
        <AreaDialog area={edited === 'new' ? null : edited} areas={areas} onClose={() => setEdited(null)} />
      )}
    </Card>
  );
}

interface ZonesProps {
  zones: readonly Zone[];
  areas: readonly Area[];
  clusters: readonly Cluster[];
}

function Zones({ zones, areas, clusters }: ZonesProps) {
  const { t } = useWords();
  const [edited, setEdited] = useState<Zone | 'new' | null>(null);
  const nameOf = (areaId: string) => areas.find(({ id }) => id === areaId)?.name ?? '';
  return (
    <Card
      title={t('areas.zones')}
      icon={<IconStack2 size={24} aria-hidden />}
      action={<Add label={t('areas.addZone')} onClick={() => setEdited('new')} />}
    >
      {zones.length === 0 && <Empty title={t('areas.noZones')} />}
      <List>
        {zones.map((zone) => (
          <ListItem
            key={zone.id}
            title={zone.name}
            detail={`${nameOf(zone.areaId)} · ${t('areas.memberCount', { count: zone.clusterIds.length })}`}
            side={<Edit name={zone.name} onClick={() => setEdited(zone)} />}
          />
        ))}
      </List>
      {edited !== null && (
        <ZoneDialog
          zone={edited === 'new' ? null : edited}
          areas={areas}
          clusters={clusters}
          onClose={() => setEdited(null)}
        />
      )}
    </Card>
  );
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="light" leftSection={<IconPlus size={20} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}

function Edit({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useWords();
  return (
    <Button variant="subtle" px="sm" onClick={onClick} aria-label={`${t('shell.edit')}: ${name}`}>
      <IconPencil size={22} aria-hidden />
    </Button>
  );
}

import type { Broadcast, Cluster } from '@loa/protocol';
import { IconBuildingBroadcastTower } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import type { Tone } from '../../ui/chip.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { useWords } from '../../words/words.ts';
import { polesOnAir } from './on-air.ts';
import type { PoleOnAir } from './on-air.ts';

const TONES: Record<PoleOnAir, Tone> = {
  heard: 'solid',
  sounding: 'accent',
  silent: 'quiet',
  offline: 'warn',
};

/** Every pole of the broadcast, what worries first. */
export function PoleStates({ clusters, broadcast }: { clusters: readonly Cluster[]; broadcast: Broadcast }) {
  const { t } = useWords();
  return (
    <Card title={t('live.onAir.poles')} icon={<IconBuildingBroadcastTower size={24} aria-hidden />}>
      <List>
        {polesOnAir(clusters, broadcast).map(({ cluster, state }) => (
          <ListItem
            key={cluster.id}
            title={cluster.name}
            side={<Chip tone={TONES[state]}>{t(`live.pole.${state}`)}</Chip>}
          />
        ))}
      </List>
    </Card>
  );
}

import type { BroadcastDetail } from '@loa/protocol';
import { IconBuildingBroadcastTower } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import type { Tone } from '../../ui/chip.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { stopwatch } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { compareNames } from '../clusters/cluster-status.ts';
import { isPoor, poleResult } from './pole-result.ts';
import type { PoleResult } from './pole-result.ts';

const TONES: Partial<Record<PoleResult, Tone>> = {
  heard: 'accent',
  sounding: 'accent',
  soundingHeard: 'solid',
};

/** What each pole made of a broadcast; what somebody should look into stands first. */
export function PoleResults({ detail }: { detail: BroadcastDetail }) {
  const { t } = useWords();
  const { broadcast } = detail;
  const lines = detail.clusters
    .map((line) => ({ ...line, result: poleResult(line, broadcast.state) }))
    .sort((a, b) => Number(isPoor(b.result)) - Number(isPoor(a.result)) || compareNames(a, b));
  return (
    <Card title={t('schedule.results')} icon={<IconBuildingBroadcastTower size={24} aria-hidden />}>
      <List>
        {lines.map(({ clusterId, name, result, playedMs, heardMs }) => {
          const times = { played: stopwatch(playedMs ?? 0), heard: stopwatch(heardMs ?? 0) };
          const tone = TONES[result] ?? (isPoor(result) ? 'warn' : 'quiet');
          const isLong = result === 'unheard' || result === 'partly' || result === 'cut';
          const sentence = t(`schedule.result.${result}`, times);
          return (
            <ListItem
              key={clusterId}
              to={`/clusters/${clusterId}`}
              title={name}
              {...(isLong
                ? { detail: sentence, side: <Chip tone="warn">!</Chip> }
                : { side: <Chip tone={tone}>{sentence}</Chip> })}
            />
          );
        })}
      </List>
    </Card>
  );
}

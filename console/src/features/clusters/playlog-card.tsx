import type { ClusterDetail, PlaylogEntry } from '@loa/protocol';
import { IconCalendarEvent, IconHistory } from '@tabler/icons-react';
import { useNow } from '../../api/event-feed.tsx';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { dateOf, stopwatch, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { isPoor, poleResult } from '../schedule/pole-result.ts';

interface PlaylogCardProps {
  detail: ClusterDetail;
  titleOf: (broadcastId: string) => string | null;
}

/** Less than a second shows as none on a stopwatch, ms. */
const LEAST_SILENCE_MS = 1000;

/** What the pole played lately and what of it was heard, newest first. */
export function PlaylogCard({ detail, titleOf }: PlaylogCardProps) {
  const { t } = useWords();
  const entries = [...detail.playlog].sort((a, b) => b.startedAt - a.startedAt);
  return (
    <Card title={t('clusters.playlog')} icon={<IconHistory size={24} aria-hidden />}>
      {entries.length === 0 && <p className="soft">{t('clusters.nothingPlayed')}</p>}
      <List>
        {entries.map((entry) => (
          <Played
            key={`${entry.broadcastId} ${entry.startedAt}`}
            entry={entry}
            title={titleOf(entry.broadcastId)}
          />
        ))}
      </List>
    </Card>
  );
}

function Played({ entry, title }: { entry: PlaylogEntry; title: string | null }) {
  const { t } = useWords();
  const { broadcastId, kind, startedAt, playedMs, heardMs, silentMs = 0, outcome } = entry;
  const line = { clusterId: '', name: '', sounding: false, heard: false, playedMs, heardMs, outcome };
  const result = poleResult(line, 'ended');
  const times = { played: stopwatch(playedMs), heard: stopwatch(heardMs) };
  const when = `${timeOfDay(startedAt)} ${dateOf(startedAt)}`;
  const sentence = isPoor(result) ? t(`schedule.result.${result}`, times) : t('clusters.played', times);
  const silent =
    silentMs < LEAST_SILENCE_MS ? '' : `, ${t('clusters.silent', { silent: stopwatch(silentMs) })}`;
  return (
    <ListItem
      to={`/schedule/${broadcastId}`}
      title={title ?? t(`schedule.kinds.${kind}`)}
      detail={`${when} · ${sentence}${silent}`}
      {...(isPoor(result) ? { side: <Chip tone="warn">!</Chip> } : {})}
    />
  );
}

/** What the pole's present plan holds. */
export function UpcomingCard({ detail }: { detail: ClusterDetail }) {
  const { t } = useWords();
  const now = useNow(10_000);
  const coming = detail.upcoming.filter(({ startAt }) => startAt > now).slice(0, 6);
  return (
    <Card title={t('clusters.upcoming')} icon={<IconCalendarEvent size={24} aria-hidden />}>
      {coming.length === 0 && <p className="soft">{t('clusters.nothingUpcoming')}</p>}
      <List>
        {coming.map(({ broadcastId, title, startAt }) => (
          <ListItem
            key={`${broadcastId} ${startAt}`}
            to={`/schedule/${broadcastId}`}
            title={title}
            detail={`${timeOfDay(startAt)} ${dateOf(startAt)}`}
          />
        ))}
      </List>
    </Card>
  );
}

import type { Broadcast } from '@loa/protocol';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { useNow } from '../../api/event-feed.tsx';
import { Card } from '../../ui/card.tsx';
import { Note } from '../../ui/note.tsx';
import { stopwatch } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { useAccount } from '../shell/use-account.ts';

interface RunningCardProps {
  broadcast: Broadcast;
  /** Without a microphone it can only be stopped. */
  canTakeOver: boolean;
  isBusy: boolean;
  onTakeOver: () => void;
  onStop: () => void;
}

/** A live broadcast that this page did not start: one's own before a reload, or a colleague's. */
export function RunningCard({ broadcast, canTakeOver, isBusy, onTakeOver, onStop }: RunningCardProps) {
  const { t } = useWords();
  const now = useNow();
  const isOwn = broadcast.createdBy === useAccount().displayName;
  const facts = {
    title: broadcast.title,
    name: broadcast.createdBy,
    time: stopwatch(now - broadcast.startAt),
  };
  return (
    <Note
      tone={broadcast.class === 'emergency' ? 'alarm' : 'warn'}
      title={t('live.running.title')}
      action={
        <>
          {isOwn && (
            <Button
              size="md"
              disabled={!canTakeOver}
              loading={isBusy}
              onClick={onTakeOver}
              data-testid="take-over"
            >
              {t('live.running.takeOver')}
            </Button>
          )}
          <Button size="md" variant="default" loading={isBusy} onClick={onStop} data-testid="stop-running">
            {t('live.running.stop')}
          </Button>
        </>
      }
    >
      <p>{t('live.running.text', facts)}</p>
      {isOwn && <p>{t('live.running.lead')}</p>}
    </Note>
  );
}

/** What became of the broadcast that has just ended. */
export function EndedCard({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords();
  const { heard, targeted } = broadcast.counts;
  const length = stopwatch((broadcast.endAt ?? broadcast.startAt) - broadcast.startAt);
  return (
    <Card>
      <div className="row-apart" data-testid="live-ended">
        <div>
          <strong>{t('live.running.ended', { time: length })}</strong>
          <p className="soft">{t('live.running.result', { heard, targeted })}</p>
        </div>
        <Button component={Link} to={`/schedule/${broadcast.id}`} variant="default">
          {t('live.running.details')}
        </Button>
      </div>
    </Card>
  );
}

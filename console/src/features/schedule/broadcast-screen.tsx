import { useState } from 'react';
import type { Broadcast, BroadcastDetail } from '@loa/protocol';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { broadcastQuery } from '../../api/broadcast-queries.ts';
import { useNow } from '../../api/event-feed.tsx';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { dateOf, dayOf, stopwatch, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { useCan } from '../shell/use-account.ts';
import { Loaded } from '../trouble/loaded.tsx';
import { ClassChip, StateChip } from './broadcast-chips.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { PoleResults } from './pole-results.tsx';
import styles from './schedule.module.css';

const REPORTS_COME_MS = 4_000;
/** Poles that were there report within this time of the end; others when they are back. */
const REPORTED_WITHIN_MS = 120_000;

/** One broadcast: what it is, how it stands or went, and what each pole made of it. */
export default function BroadcastScreen() {
  const { t } = useWords();
  const { id = '' } = useParams();
  const now = useNow(10_000);
  const query = useQuery({
    ...broadcastQuery(id),
    refetchInterval: ({ state }) => (isBeingReported(state.data?.broadcast, now) ? REPORTS_COME_MS : false),
  });
  const day = query.data === undefined ? '' : `?day=${dayOf(query.data.broadcast.startAt)}`;
  return (
    <Page
      title={query.data?.broadcast.title ?? t('schedule.detailTitle')}
      back={{ to: `/schedule${day}`, label: t('schedule.title') }}
    >
      <Loaded query={query}>
        {(detail) => (
          <div className={styles.grid}>
            <About detail={detail} />
            <PoleResults detail={detail} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function isBeingReported(broadcast: Broadcast | undefined, now: number): boolean {
  if (broadcast === undefined || broadcast.state === 'planned' || broadcast.state === 'cancelled')
    return false;
  return broadcast.endAt === null || now - broadcast.endAt < REPORTED_WITHIN_MS;
}

function About({ detail }: { detail: BroadcastDetail }) {
  const { t } = useWords();
  const { broadcast } = detail;
  const { startAt, endAt, counts, state, kind } = broadcast;
  const now = useNow();
  const until = endAt ?? now;
  const end = endAt === null ? '' : ` – ${timeOfDay(endAt)}`;
  const { heard, targeted } = counts;
  return (
    <Card>
      <div className="stack">
        <div className="row">
          <StateChip of={state} />
          <ClassChip of={broadcast.class} />
          <span className="soft">{t(`schedule.kinds.${kind}`)}</span>
        </div>
        <Facts
          facts={[
            [t('schedule.whenFact'), `${timeOfDay(startAt)}${end}, ${dateOf(startAt)}`],
            [t('schedule.lengthFact'), stopwatch(until - startAt)],
            [t('schedule.byFact'), broadcast.createdBy],
            [t('schedule.reachFact'), t('terms.poles', { count: targeted })],
            ...(state === 'ended' || state === 'sounding'
              ? [[t('schedule.heardFact'), t('schedule.heardOf', { heard, targeted })] as const]
              : []),
          ]}
        />
        {broadcast.recorded && state === 'ended' && (
          <div className="stack-small">
            <strong>{t('schedule.recordingFact')}</strong>
            <audio
              className={styles.audio}
              controls
              preload="none"
              src={`/api/broadcasts/${broadcast.id}/recording`}
              aria-label={t('schedule.recordingFact')}
            />
          </div>
        )}
        <Actions broadcast={broadcast} />
      </div>
    </Card>
  );
}

function Actions({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords();
  const can = useCan();
  const [isAsking, setAsking] = useState(false);
  const { state, kind, mediaId } = broadcast;
  if (!can('schedule')) return null;
  const isStored = kind === 'stored';
  return (
    <div className="row">
      {isStored && mediaId !== null && state !== 'planned' && (
        <Button component={Link} to={`/schedule/new?media=${mediaId}`} variant="light">
          {t('schedule.again')}
        </Button>
      )}
      {isStored && (state === 'planned' || state === 'sounding') && (
        <Button variant="default" onClick={() => setAsking(true)} data-testid="cancel-broadcast">
          {t('schedule.cancel')}
        </Button>
      )}
      {kind === 'live' && state === 'sounding' && (
        <Button component={Link} to={broadcast.class === 'emergency' ? '/emergency' : '/live'}>
          {t('shell.backToLive')}
        </Button>
      )}
      <CancelDialog broadcast={broadcast} isOpen={isAsking} onClose={() => setAsking(false)} />
    </div>
  );
}

import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { broadcastsQuery } from '../../api/broadcast-queries.ts';
import { staleSince } from '../../api/connection.ts';
import { useConnection, useNow } from '../../api/event-feed.tsx';
import { exactTime, stopwatch } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { aroundToday, soundingNow } from '../schedule/broadcast-days.ts';
import styles from './shell.module.css';

/** Says that the figures are old, since when, and that nobody need do anything. */
export function StaleStrip() {
  const { t } = useWords();
  const since = staleSince(useConnection(), useNow());
  return (
    <div role="status">
      {since !== null && (
        <div className={styles.stale} data-testid="stale">
          <IconPlugConnectedX size={24} aria-hidden />
          <div>
            <strong>{t('shell.stale', { time: exactTime(since) })}</strong>
            <div>{t('shell.staleNext')}</div>
          </div>
        </div>
      )}
    </div>
  );
}

/** A live broadcast is never out of sight, whatever screen one is on. */
export function OnAirStrip() {
  const { t } = useWords();
  const now = useNow();
  const { from, to } = aroundToday(now);
  const { data = [] } = useQuery(broadcastsQuery(from, to));
  const { pathname } = useLocation();
  const live = soundingNow(data).find(({ kind }) => kind === 'live');
  if (live === undefined || ['/', '/live', '/emergency'].includes(pathname)) return null;
  const isEmergency = live.class === 'emergency';
  return (
    <section
      className={`${styles.onAir} ${isEmergency ? styles.onAirEmergency : ''}`}
      aria-label={t('shell.sounding')}
    >
      <span className={styles.dot} aria-hidden />
      <strong>{isEmergency ? t('shell.onAirEmergency') : t('shell.onAir')}</strong>
      <span>{live.title}</span>
      <span className="figures">{stopwatch(now - live.startAt)}</span>
      <Link to={isEmergency ? '/emergency' : '/live'}>{t('shell.backToLive')}</Link>
    </section>
  );
}

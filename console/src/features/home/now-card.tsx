import type { Broadcast } from '@loa/protocol';
import { IconVolumeOff } from '@tabler/icons-react';
import { Link } from 'react-router';
import { stopwatch, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import styles from './home.module.css';

/** What sounds now, the gravest first. */
export function NowCard({ sounding, now }: { sounding: readonly Broadcast[]; now: number }) {
  const { t } = useWords();
  if (sounding.length === 0) {
    return (
      <section className={styles.quiet} data-testid="now">
        <IconVolumeOff size={32} stroke={1.5} aria-hidden />
        <div>
          <h2>{t('home.nothingNow')}</h2>
          <p className="soft">{t('home.nothingNowText')}</p>
        </div>
      </section>
    );
  }
  return (
    <div className="stack-small" data-testid="now">
      {sounding.map((broadcast) => (
        <Sounding key={broadcast.id} broadcast={broadcast} now={now} />
      ))}
    </div>
  );
}

function Sounding({ broadcast, now }: { broadcast: Broadcast; now: number }) {
  const { t } = useWords();
  const { counts } = broadcast;
  const isEmergency = broadcast.class === 'emergency';
  const livePlace = isEmergency ? '/emergency' : '/live';
  return (
    <section className={`${styles.now} ${isEmergency ? styles.nowEmergency : ''}`}>
      <h2 className="row">
        <span className={styles.dot} aria-hidden />
        {isEmergency ? t('shell.onAirEmergency') : t('home.now')} · {t(`terms.${broadcast.kind}`)}
      </h2>
      <div className={styles.nowTitle}>{broadcast.title}</div>
      <div className="figures">
        {t('home.since', { time: timeOfDay(broadcast.startAt) })} · {stopwatch(now - broadcast.startAt)} ·{' '}
        {t('home.by', { name: broadcast.createdBy })}
      </div>
      <div className="figures">
        {t('live.onAir.counts', { sounding: counts.sounding, targeted: counts.targeted })} ·{' '}
        {t('live.onAir.heard', { heard: counts.heard, count: counts.heard })}
      </div>
      <Link to={broadcast.kind === 'live' ? livePlace : `/schedule/${broadcast.id}`}>
        {t('shell.backToLive')}
      </Link>
    </section>
  );
}

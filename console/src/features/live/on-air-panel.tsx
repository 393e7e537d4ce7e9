import { useCallback } from 'react';
import type { Broadcast } from '@loa/protocol';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useConnection, useLevelSource, useMicrophoneOnAir, useNow } from '../../api/event-feed.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Note } from '../../ui/note.tsx';
import { decimal, stopwatch } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import styles from './live.module.css';
import { DELAY_MS, isChiming, lineOf } from './on-air.ts';
import type { OnAir } from './on-air.ts';

interface OnAirPanelProps {
  onAir: OnAir;
  broadcast: Broadcast | undefined;
  isStopping: boolean;
  onStop: () => void;
}

/** What a speaker must see on air: that it is on air, for how long, who hears it, and how to end it. */
export function OnAirPanel({ onAir, broadcast, isStopping, onStop }: OnAirPanelProps) {
  const { t, language } = useWords();
  const now = useNow(250);
  const isEmergency = broadcast?.class === 'emergency';
  return (
    <section className={`${styles.onAir} ${isEmergency ? styles.onAirEmergency : ''}`} data-testid="on-air">
      <div className={styles.onAirHead}>
        <span className={styles.dot} aria-hidden />
        <h2>{isEmergency ? t('live.onAir.emergencyTitle') : t('live.onAir.title')}</h2>
        <span className={styles.clock} role="timer">
          {stopwatch(broadcast === undefined ? 0 : now - broadcast.startAt)}
        </span>
      </div>
      <Cue onAir={onAir} />
      <Counts broadcast={broadcast} />
      <OnAirMeter broadcastId={onAir.broadcastId} />
      <SupplyNote onAir={onAir} />
      <button
        type="button"
        className={styles.stop}
        disabled={isStopping}
        onClick={onStop}
        data-testid="stop-live"
      >
        <IconPlayerStopFilled size={28} aria-hidden />
        {isStopping ? t('live.onAir.stopping') : t('live.onAir.stop')}
      </button>
      {broadcast?.profile && (
        <p>{t('live.onAir.delay', { seconds: decimal(DELAY_MS[broadcast.profile] / 1000, language) })}</p>
      )}
    </section>
  );
}

/** Tells when to speak: not into the chime, not while nobody hears it. Drawn four times a second by the panel's clock. */
function Cue({ onAir }: { onAir: OnAir }) {
  const { t } = useWords();
  const line = lineOf(onAir, useConnection(), performance.now());
  const isServerCut = line === 'away' || line === 'restarted';
  const heard = useMicrophoneOnAir(onAir.broadcastId);
  const isLost = heard === 'lost' || heard === 'gone';
  const isCut = isServerCut || isLost;
  const isWaiting = isCut || isChiming(onAir, performance.now());
  const wait = !isCut
    ? t('live.onAir.waitChime')
    : isServerCut
      ? t('live.onAir.waitServer')
      : t('live.onAir.waitMicrophone');
  return (
    <div className={`${styles.speak} ${isWaiting ? styles.chiming : ''}`} role="status" data-testid="cue">
      {isWaiting ? wait : t('live.onAir.speak')}
    </div>
  );
}

function Counts({ broadcast }: { broadcast: Broadcast | undefined }) {
  const { t } = useWords();
  if (broadcast === undefined) return <p className={styles.counts}>{t('live.onAir.starting')}</p>;
  const { targeted, online, sounding, heard } = broadcast.counts;
  return (
    <div
      role="status"
      data-testid="live-counts"
      data-targeted={targeted}
      data-online={online}
      data-sounding={sounding}
      data-heard={heard}
    >
      <div className={styles.counts}>{t('live.onAir.counts', { sounding, targeted })}</div>
      <div className="figures">{t('live.onAir.heard', { heard, count: heard })}</div>
      {online < targeted && <div>{t('live.onAir.offline', { count: targeted - online })}</div>}
    </div>
  );
}

function OnAirMeter({ broadcastId }: { broadcastId: string }) {
  const { t } = useWords();
  const level = useLevelSource();
  const source = useCallback(() => {
    const latest = level.get();
    return latest?.broadcastId === broadcastId ? latest : null;
  }, [level, broadcastId]);
  return <Meter source={source} label={t('live.onAirLevel')} />;
}

/** Why nobody hears the speaker, and that it mends itself where it does. Drawn four times a second by the panel's clock. */
function SupplyNote({ onAir }: { onAir: OnAir }) {
  const { t } = useWords();
  const line = lineOf(onAir, useConnection(), performance.now());
  const heard = useMicrophoneOnAir(onAir.broadcastId);
  if (line !== 'fine') {
    return (
      <div data-testid={`server-${line}`}>
        <Note tone={line === 'resumed' ? 'info' : 'warn'} title={t(`live.onAir.${line}`)}>
          {t(`live.onAir.${line}Text`)}
        </Note>
      </div>
    );
  }
  if (heard === null || heard === 'heard') return null;
  const word = heard === 'gone' ? 'lost' : heard;
  return (
    <Note tone="warn" title={t(`live.onAir.${word}`)}>
      {t(`live.onAir.${word}Text`)}
    </Note>
  );
}

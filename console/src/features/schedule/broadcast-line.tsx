import type { Broadcast } from '@loa/protocol';
import { ListItem } from '../../ui/list.tsx';
import { stopwatch, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { ClassChip, StateChip } from './broadcast-chips.tsx';
import styles from './schedule.module.css';

/** A broadcast in the list of its day: when, what, where, how it stands or went. */
export function BroadcastLine({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords();
  const { state, counts, startAt, endAt } = broadcast;
  const { heard, targeted } = counts;
  const length = endAt === null ? '' : ` · ${stopwatch(endAt - startAt)}`;
  const reach =
    state === 'ended' || state === 'sounding'
      ? `${t('schedule.heardFact')}: ${t('schedule.heardOf', { heard, targeted })}`
      : t('terms.poles', { count: targeted });
  return (
    <ListItem
      to={`/schedule/${broadcast.id}`}
      lead={<span className={styles.time}>{timeOfDay(startAt)}</span>}
      title={<span className={state === 'cancelled' ? styles.struck : ''}>{broadcast.title}</span>}
      detail={
        <>
          <span>
            {t(`schedule.kinds.${broadcast.kind}`)}
            {length} · {reach}
          </span>
          <span className="row" style={{ marginTop: '0.375rem', gap: '0.5rem' }}>
            <StateChip of={state} />
            {broadcast.class !== 'normal' && <ClassChip of={broadcast.class} />}
          </span>
        </>
      }
    />
  );
}

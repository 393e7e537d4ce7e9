import type { Broadcast } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconCalendarEvent } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Card } from '../../ui/card.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { Empty } from '../../ui/page.tsx';
import { ageOf, dayName, dayOf, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { ClassChip } from '../schedule/broadcast-chips.tsx';
import { useCan } from '../shell/use-account.ts';
import styles from './home.module.css';

const SHOWN = 4;

/** What comes next, and how long it still is until then. */
export function NextCard({ coming, now }: { coming: readonly Broadcast[]; now: number }) {
  const { t, language } = useWords();
  const can = useCan();
  const whenOf = (at: number) => {
    const { name, date } = dayName(dayOf(at), dayOf(now), language);
    const { unit, count } = ageOf(at - now);
    const isSoon = unit === 'seconds' || unit === 'minutes' || unit === 'now';
    return isSoon ? t(`spans.${unit}`, { count }) : name === 'other' ? date : t(`days.${name}`);
  };
  return (
    <Card
      title={t('home.next')}
      icon={<IconCalendarEvent size={24} aria-hidden />}
      action={
        <Link to="/schedule" className={styles.link}>
          {t('home.wholeSchedule')}
        </Link>
      }
    >
      {coming.length === 0 ? (
        <Empty title={t('home.nothingNext')}>
          {can('schedule') && (
            <Button component={Link} to="/schedule/new" variant="light">
              {t('home.plan')}
            </Button>
          )}
        </Empty>
      ) : (
        <List>
          {coming.slice(0, SHOWN).map((broadcast) => (
            <ListItem
              key={broadcast.id}
              to={`/schedule/${broadcast.id}`}
              lead={<span className={styles.time}>{timeOfDay(broadcast.startAt)}</span>}
              title={broadcast.title}
              detail={`${whenOf(broadcast.startAt)} · ${t('terms.poles', { count: broadcast.counts.targeted })}`}
              {...(broadcast.class === 'normal' ? {} : { side: <ClassChip of={broadcast.class} /> })}
            />
          ))}
        </List>
      )}
    </Card>
  );
}

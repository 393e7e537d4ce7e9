import { Button } from '@mantine/core';
import { IconCalendarEvent, IconCalendarPlus, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { broadcastsQuery } from '../../api/broadcast-queries.ts';
import { useNow } from '../../api/event-feed.tsx';
import { Card } from '../../ui/card.tsx';
import { List } from '../../ui/list.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { dateOf, dayAfter, dayName, dayOf, startOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { useCan } from '../shell/use-account.ts';
import { Loaded } from '../trouble/loaded.tsx';
import { byDay, weekOf } from './broadcast-days.ts';
import { BroadcastLine } from './broadcast-line.tsx';
import styles from './schedule.module.css';

/** A week of broadcasts, day by day. */
export default function ScheduleScreen() {
  const { t, language } = useWords();
  const can = useCan();
  const today = dayOf(useNow(10_000));
  const [search, setSearch] = useSearchParams();
  const week = weekOf(validDay(search.get('day')) ?? today);
  const query = useQuery(broadcastsQuery(week.from, week.to));
  const move = (days: number) => setSearch({ day: dayAfter(week.firstDay, days) });
  return (
    <Page
      title={t('schedule.title')}
      action={
        can('schedule') && (
          <Button
            component={Link}
            to="/schedule/new"
            leftSection={<IconCalendarPlus size={22} aria-hidden />}
          >
            {t('schedule.plan')}
          </Button>
        )
      }
    >
      <div className="row-apart">
        <strong className="figures">
          {t('schedule.week', { from: dateOf(week.from).slice(0, 5), to: dateOf(startOfDay(week.lastDay)) })}
        </strong>
        <div className="row">
          <Button
            variant="default"
            leftSection={<IconChevronLeft size={20} aria-hidden />}
            onClick={() => move(-7)}
          >
            {t('schedule.earlier')}
          </Button>
          {week.firstDay !== weekOf(today).firstDay && (
            <Button variant="default" onClick={() => setSearch({})}>
              {t('schedule.thisWeek')}
            </Button>
          )}
          <Button
            variant="default"
            rightSection={<IconChevronRight size={20} aria-hidden />}
            onClick={() => move(7)}
          >
            {t('schedule.later')}
          </Button>
        </div>
      </div>
      <Loaded query={query}>
        {(list) => {
          const days = byDay(list);
          if (days.length === 0) {
            return <Empty icon={<IconCalendarEvent size={48} aria-hidden />} title={t('schedule.empty')} />;
          }
          return days.map(({ day, broadcasts }) => {
            const { name, date } = dayName(day, today, language);
            const title = name === 'other' ? date : `${t(`days.${name}`)} · ${date}`;
            return (
              <Card key={day} title={<span className={day === today ? styles.today : ''}>{title}</span>}>
                <List>
                  {broadcasts.map((broadcast) => (
                    <BroadcastLine key={broadcast.id} broadcast={broadcast} />
                  ))}
                </List>
              </Card>
            );
          });
        }}
      </Loaded>
    </Page>
  );
}

function validDay(text: string | null): string | null {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

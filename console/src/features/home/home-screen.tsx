import { useQuery } from '@tanstack/react-query';
import { broadcastsQuery } from '../../api/broadcast-queries.ts';
import { clustersQuery } from '../../api/cluster-queries.ts';
import { useNow } from '../../api/event-feed.tsx';
import { Page } from '../../ui/page.tsx';
import { dayName, dayOf, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { aroundToday, comingNext, soundingNow } from '../schedule/broadcast-days.ts';
import { Loaded } from '../trouble/loaded.tsx';
import { NextCard } from './next-card.tsx';
import { NowCard } from './now-card.tsx';
import { PolesCard } from './poles-card.tsx';
import styles from './home.module.css';

/** Three questions at a glance: what sounds now, what comes next, which poles are ill. */
export default function HomeScreen() {
  const { t, language } = useWords();
  const now = useNow();
  const { from, to } = aroundToday(now);
  const broadcasts = useQuery(broadcastsQuery(from, to));
  const clusters = useQuery(clustersQuery());
  const today = dayOf(now);
  const clock = `${timeOfDay(now)} · ${dayName(today, today, language).date}`;
  return (
    <Page title={t('shell.home')} action={<span className="soft figures">{clock}</span>}>
      <div className={styles.grid}>
        <div className={styles.whole}>
          <Loaded query={broadcasts}>{(list) => <NowCard sounding={soundingNow(list)} now={now} />}</Loaded>
        </div>
        <Loaded query={clusters}>{(list) => <PolesCard clusters={list} now={now} />}</Loaded>
        <Loaded query={broadcasts}>{(list) => <NextCard coming={comingNext(list, now)} now={now} />}</Loaded>
      </div>
    </Page>
  );
}

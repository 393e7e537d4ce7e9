import { Suspense, useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { EventFeed, useConnection } from '../../api/event-feed.tsx';
import { sessionQuery } from '../../api/session-queries.ts';
import { Waiting } from '../../ui/waiting.tsx';
import { useWords } from '../../words/words.ts';
import { BottomBar, TopBar } from './actions.tsx';
import { OnAirStrip, StaleStrip } from './strips.tsx';
import { SideMenu } from './side-menu.tsx';
import styles from './shell.module.css';

/** The frame of every screen: the way around, the two actions, and what must not be overlooked. */
export function Shell() {
  const { t } = useWords();
  const main = useFocusOnNewScreen();
  return (
    <EventFeed>
      <SessionWatch />
      <div className={styles.shell}>
        <a className={styles.skip} href="#main">
          {t('shell.skip')}
        </a>
        <SideMenu />
        <div>
          <TopBar />
          <StaleStrip />
          <OnAirStrip />
          <main id="main" ref={main} tabIndex={-1} className={styles.main}>
            <Suspense fallback={<Waiting label={t('shell.loading')} />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        <BottomBar />
      </div>
    </EventFeed>
  );
}

/** A lost line may mean that the session has ended; the server is asked, and the sign-in screen shown if so. */
function SessionWatch() {
  const client = useQueryClient();
  const { isOpen } = useConnection();
  const wasOpen = useRef(false);
  useEffect(() => {
    const isLost = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!isLost) return;
    client
      .invalidateQueries(sessionQuery())
      .catch((error: unknown) => console.warn('session not asked', error));
  }, [isOpen, client]);
  return null;
}

/** Screen readers and keyboards begin at the top of each new screen. */
function useFocusOnNewScreen() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [pathname]);
  return main;
}

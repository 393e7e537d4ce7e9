import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { ConsoleEvent } from '@loa/protocol';
import { applyEvents } from './apply-events.ts';
import { UNCONNECTED } from './connection.ts';
import type { Connection } from './connection.ts';
import { EventSocket } from './event-socket.ts';
import { Latest } from './latest.ts';
import { sessionQuery } from './session-queries.ts';

export type Level = Extract<ConsoleEvent, { type: 'level' }>;

interface Feed {
  connection: Latest<Connection>;
  level: Latest<Level | null>;
}

const FeedContext = createContext<Feed>({
  connection: new Latest(UNCONNECTED),
  level: new Latest<Level | null>(null),
});

/** Keeps everything below it up to date with what the server says, while somebody is signed in. */
export function EventFeed({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [feed, setFeed] = useState<Feed | null>(null);
  useEffect(() => {
    const level = new Latest<Level | null>(null);
    let greetings = 0;
    const socket = new EventSocket({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/events`,
      onEvents: (events) => {
        for (const event of events) if (event.type === 'level') level.set(event);
        // After a loss nobody tells what happened in between, so everything is asked anew.
        if (events.some(({ type }) => type === 'hello') && greetings++ > 0) askAnew(client);
        applyEvents(client, events);
      },
    });
    setFeed({ connection: socket.connection, level });
    socket.start();
    return () => socket.close();
  }, [client]);
  return feed === null ? null : <FeedContext.Provider value={feed}>{children}</FeedContext.Provider>;
}

export function useConnection(): Connection {
  const { connection } = useContext(FeedContext);
  return useSyncExternalStore(connection.subscribe, connection.get);
}

/** Which run of the server was reached last; null before the first. */
export function useServerBoot(): string | null {
  const { connection } = useContext(FeedContext);
  return useSyncExternalStore(connection.subscribe, () => connection.get().bootId);
}

/** The level of the programme on air; changes ten times a second, so read it where it is drawn. */
export function useLevelSource(): Latest<Level | null> {
  return useContext(FeedContext).level;
}

/** What the server says of a broadcast's microphone, and nothing of its level. */
export function useMicrophoneOnAir(broadcastId: string): Level['microphone'] | null {
  const source = useLevelSource();
  const read = () => {
    const level = source.get();
    return level?.broadcastId === broadcastId ? level.microphone : null;
  };
  return useSyncExternalStore(source.subscribe, read);
}

/** The server's wall clock (Unix ms), read anew every `everyMs`. */
export function useNow(everyMs = 1_000): number {
  const { connection } = useContext(FeedContext);
  const clock = useMemo(() => ({ now: () => Date.now() + connection.get().offsetMs }), [connection]);
  const [now, setNow] = useState(clock.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return now;
}

function askAnew(client: QueryClient): void {
  const isOther = ({ queryKey }: { queryKey: readonly unknown[] }) =>
    queryKey[0] !== sessionQuery().queryKey[0];
  client
    .invalidateQueries({ predicate: isOther })
    .catch((error: unknown) => console.warn('refresh failed', error));
}

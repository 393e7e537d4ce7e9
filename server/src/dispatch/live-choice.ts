import { comparePrecedence, type Contender, type LiveSession } from '@loa/protocol';

/**
 * Of the live sessions that a cluster is in, the one to be in now (wall ms); null when none runs. A session that was
 * stopped stays until its end, so that its last words are heard.
 */
export function chooseLive(sessions: Iterable<LiveSession>, now: number): LiveSession | null {
  const running = [...sessions].filter((session) => session.endAt === null || session.endAt > now);
  return running.sort((a, b) => comparePrecedence(contenderOf(a), contenderOf(b)))[0] ?? null;
}

function contenderOf(session: LiveSession): Contender {
  return {
    id: session.broadcastId,
    class: session.class,
    rank: session.rank,
    startAt: session.startAt,
    latestStartAt: Infinity,
    latestEndAt: session.endAt ?? Infinity,
    durationMs: null,
  };
}

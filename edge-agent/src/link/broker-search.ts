import { pauseAfter } from './retry-pause.ts';

/** The ways to the broker: its own TLS port, and a WebSocket on the HTTPS port, which networks that block others let through. */
export type Way = 'tls' | 'websocket';

/** How the search for the broker stands. Times are monotonic ms. */
export interface Search {
  /** The way that the next try takes. */
  way: Way;
  /** Tries in a row that failed, and of these the ones that nobody answered in time. */
  tries: number;
  unanswered: number;
  /** The way by which the broker was reached last; undefined while none is known to be open. */
  proven: Way | undefined;
  /** Since when the broker is sought. */
  sinceMono: number;
  /** When the TLS port was tried last. */
  triedTlsMono: number;
}

/** A server that restarts is found within a second; a thousand poles without a line do not ask more than this. */
const PAUSES = { leastMs: 200, mostMs: 30_000, growth: 1.4 };
/**
 * A try that began on a dead line learns of its mending only by what TCP sends again, 1, 3 and 7 s after the beginning:
 * a fresh try learns sooner. Slow lines and a server that all poles come back to at once are given more and more.
 */
const PATIENCE = { leastMs: 3000, mostMs: 10_000, growth: 1.5 };
/** A way that worked has this long for itself: its server is starting anew, rather than the network blocking it. */
const LOYAL_MS = 5000;
/** Of the tries after that, one in so many takes the other way. */
const OTHER_WAY_EVERY = 3;
/** A pole that came by WebSocket tries the TLS port again when its line breaks anyway, and not sooner than this. */
const TLS_AGAIN_MS = 30 * 60_000;

/** Where a pole begins that has never reached the broker. */
export function firstSearch(nowMono: number): Search {
  return {
    way: 'tls',
    tries: 0,
    unanswered: 0,
    proven: undefined,
    sinceMono: nowMono,
    triedTlsMono: nowMono,
  };
}

/** The broker was reached. */
export function found(search: Search, nowMono: number): Search {
  const { way } = search;
  return { ...search, tries: 0, unanswered: 0, proven: way, triedTlsMono: triedTls(search, nowMono) };
}

/** The line to the broker broke. */
export function lost(search: Search, nowMono: number): Search {
  const isTlsDue = search.proven === 'websocket' && nowMono - search.triedTlsMono >= TLS_AGAIN_MS;
  const proven = isTlsDue ? undefined : search.proven;
  return { ...search, way: proven ?? 'tls', proven, tries: 0, unanswered: 0, sinceMono: nowMono };
}

/** A try has failed; `isUnanswered`: by nobody having answered in time. */
export function failed(search: Search, isUnanswered: boolean, nowMono: number): Search {
  const tries = search.tries + 1;
  const unanswered = search.unanswered + (isUnanswered ? 1 : 0);
  const after = { ...search, tries, unanswered, triedTlsMono: triedTls(search, nowMono) };
  return { ...after, way: nextWay(after, nowMono) };
}

/** Pause before the next try, ms; `chance` is 0 to 1. */
export function pauseMs({ tries }: Search, chance: number): number {
  return pauseAfter(tries, PAUSES, chance);
}

/** How long the next try may take, ms. */
export function patienceMs({ unanswered }: Search): number {
  return pauseAfter(unanswered, PATIENCE, 1);
}

function nextWay({ way, proven, tries, sinceMono }: Search, nowMono: number): Way {
  if (proven === undefined) return other(way);
  const isOtherDue = nowMono - sinceMono >= LOYAL_MS && tries % OTHER_WAY_EVERY === 0;
  return isOtherDue ? other(proven) : proven;
}

function other(way: Way): Way {
  return way === 'tls' ? 'websocket' : 'tls';
}

function triedTls({ way, triedTlsMono }: Search, nowMono: number): number {
  return way === 'tls' ? nowMono : triedTlsMono;
}

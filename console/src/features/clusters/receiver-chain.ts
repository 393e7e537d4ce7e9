import type { Cluster, ReceiverNumbers, Reported } from '@loa/protocol';
import { fatesOf, LEAST_WAITING_MS } from './receiver-verdict.ts';

/** From here on an ask is hardly answered twice within the 600 ms of `standard`. */
const LONG_ROUND_TRIP_MS = 300;
/** Packets that come so unevenly use up a tenth of the time that `standard` leaves them. */
const UNEVEN_JITTER_MS = 60;
/** A sound card is followed up to this error; beyond it, it drifts away from the other poles. */
const MOST_CARD_PPM = 300;

/** A packet that came twice is dropped, and nothing is lost by it. */
const DOUBLE = 'packet.replayed';

export type LinkName = 'line' | 'filter' | 'packets' | 'asking' | 'copy' | 'fec' | 'guess' | 'timeline';

/** What a link does to the sound now: nothing to say, brings packets back, loses them, deserves a look, is not in use. */
export type LinkState = 'calm' | 'mends' | 'loses' | 'watch' | 'off';

export type FactName =
  | ('jitter' | 'roundTrip' | 'refused' | 'doubles' | 'atOnce' | 'lost' | 'asked' | 'recovered')
  | ('guessed' | 'late' | 'waiting' | 'clock' | 'card' | 'underruns');

export interface LinkFact {
  name: FactName;
  /** Null where nobody has measured it. */
  value: number | null;
  unit: 'packets' | 'times' | 'ms' | 'ppm';
}

export interface ChainLink {
  name: LinkName;
  state: LinkState;
  facts: LinkFact[];
  /** Packets that no link up to here has brought; null before the link where they are lost. */
  missing: number | null;
}

/** Live reception of one pole, as the pole told it last. */
export type Reception = Pick<Cluster, 'reported'> & {
  telemetry: Pick<NonNullable<Cluster['telemetry']>, 'output'> & { receiver: ReceiverNumbers };
};

/** The links in the order in which a packet meets them. */
export function chainOf({ reported, telemetry }: Reception): ChainLink[] {
  const { receiver, output } = telemetry;
  return [
    lineOf(receiver),
    filterOf(reported, receiver),
    ...repairsOf(receiver),
    timelineOf(reported, output, receiver),
  ];
}

function lineOf({ jitterMs, roundTripMs }: ReceiverNumbers): ChainLink {
  const isRough = jitterMs >= UNEVEN_JITTER_MS || (roundTripMs ?? 0) >= LONG_ROUND_TRIP_MS;
  const facts: LinkFact[] = [
    { name: 'jitter', value: jitterMs, unit: 'ms' },
    { name: 'roundTrip', value: roundTripMs, unit: 'ms' },
  ];
  return { name: 'line', state: isRough ? 'watch' : 'calm', facts, missing: null };
}

function filterOf(reported: Reported | null, { duplicates }: ReceiverNumbers): ChainLink {
  const refused = reported === null ? null : refusedOf(reported.refused);
  const facts: LinkFact[] = [
    { name: 'refused', value: refused, unit: 'packets' },
    { name: 'doubles', value: duplicates + (reported?.refused[DOUBLE] ?? 0), unit: 'packets' },
  ];
  const isForged = (reported?.refused['packet.auth-failed'] ?? 0) > 0;
  return { name: 'filter', state: isForged ? 'watch' : 'calm', facts, missing: null };
}

function refusedOf(refused: Reported['refused']): number {
  return Object.entries(refused)
    .filter(([code]) => code.startsWith('packet.') && code !== DOUBLE)
    .reduce((sum, [, count]) => sum + count, 0);
}

// What is missing behind a link is counted from the end of the chain: there it is certain.
function repairsOf(numbers: ReceiverNumbers): ChainLink[] {
  const { atOnce, byAsking, byCopy, byFec, missed } = fatesOf(numbers);
  const recovered = (value: number): LinkFact => ({ name: 'recovered', value, unit: 'packets' });
  const mends = (value: number): LinkState => (value > 0 ? 'mends' : 'calm');
  const isCopied = numbers.hasSpread || byCopy > 0;
  return [
    {
      ...{ name: 'packets', state: numbers.lost > 0 ? 'loses' : 'calm' },
      facts: [
        { name: 'atOnce', value: atOnce, unit: 'packets' },
        { name: 'lost', value: numbers.lost, unit: 'packets' },
      ],
      missing: byAsking + byCopy + byFec + missed,
    },
    {
      ...{ name: 'asking', state: mends(byAsking) },
      facts: [{ name: 'asked', value: numbers.asked, unit: 'times' }, recovered(byAsking)],
      missing: byCopy + byFec + missed,
    },
    {
      ...{ name: 'copy', state: isCopied ? mends(byCopy) : 'off' },
      facts: isCopied ? [recovered(byCopy)] : [],
      missing: byFec + missed,
    },
    { name: 'fec', state: mends(byFec), facts: [recovered(byFec)], missing: missed },
    {
      ...{ name: 'guess', state: missed > 0 ? 'loses' : 'calm' },
      facts: [
        { name: 'guessed', value: missed, unit: 'packets' },
        { name: 'late', value: numbers.late, unit: 'packets' },
      ],
      missing: missed,
    },
  ];
}

function timelineOf(
  reported: Reported | null,
  { cardPpm, underruns }: Reception['telemetry']['output'],
  { bufferedMs }: ReceiverNumbers,
): ChainLink {
  const clock = reported?.clock.known === true ? reported.clock.errorMs : null;
  const isOff = clock === null || Math.abs(cardPpm ?? 0) > MOST_CARD_PPM || bufferedMs < LEAST_WAITING_MS;
  const facts: LinkFact[] = [
    { name: 'waiting', value: bufferedMs, unit: 'ms' },
    { name: 'clock', value: clock, unit: 'ms' },
    { name: 'card', value: cardPpm, unit: 'ppm' },
    { name: 'underruns', value: underruns, unit: 'times' },
  ];
  return { name: 'timeline', state: isOff ? 'watch' : 'calm', facts, missing: null };
}

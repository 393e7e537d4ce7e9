import type { ReceiverNumbers } from '@loa/protocol';

/** Less than 5 s of packets of 20 ms say nothing yet. */
const FEW_PACKETS = 250;
/** Below this a loss is told as a count: "0 %" would look like none. */
const STRAY_SHARE = 0.01;
/** Up to this share of guessed sound a listener notices nothing. Our own default. */
export const UNHEARD_SHARE = 0.005;
/** From this share on words are missing, and somebody has to go and look. Our own default. */
export const BROKEN_SHARE = 0.02;
/** Where at least this share of the gaps is packets that came after their moment, more delay would help. */
const LATE_SHARE = 0.5;
/** Less than one packet that waits is none: the next moment is silent. */
export const LEAST_WAITING_MS = 20;

/** What became of the packets of a broadcast that were due so far. */
export interface PacketFates {
  /** Came at the first try and in time. */
  atOnce: number;
  byAsking: number;
  byCopy: number;
  byFec: number;
  /** Never there in time: their sound was guessed. */
  missed: number;
}

export type VerdictName =
  | 'nothing'
  | 'dry'
  | 'early'
  | 'clean'
  | 'stray'
  | 'repaired'
  | 'nearlyRepaired'
  | 'patchy'
  | 'broken'
  | 'tooLate';

export interface Verdict {
  name: VerdictName;
  tone: 'good' | 'unsure' | 'bad';
  lost: number;
  /** Of the packets that were sent, lost at first, 0 to 1. */
  lostShare: number;
  /** Of the packets that were sent, never there in time, 0 to 1. */
  missedShare: number;
}

const TONES: Record<VerdictName, Verdict['tone']> = {
  ...{ nothing: 'unsure', dry: 'bad', early: 'unsure', clean: 'good', stray: 'good' },
  ...{ repaired: 'good', nearlyRepaired: 'good', patchy: 'unsure', broken: 'bad', tooLate: 'bad' },
};

/** Every packet once, by what brought it. Packets that are still being asked for are in none of the five. */
export function fatesOf(numbers: ReceiverNumbers): PacketFates {
  const { received, late, concealed } = numbers;
  const byAsking = numbers.recoveredByRetransmission;
  const byCopy = numbers.recoveredBySpread;
  const atOnce = Math.max(0, received - byAsking - byCopy - late);
  return { atOnce, byAsking, byCopy, byFec: numbers.recoveredByFec, missed: concealed };
}

/** Packets that were due so far. */
export function dueOf({ atOnce, byAsking, byCopy, byFec, missed }: PacketFates): number {
  return atOnce + byAsking + byCopy + byFec + missed;
}

/** The one thing to know of a pole's live reception since its broadcast began. */
export function verdictOf(numbers: ReceiverNumbers): Verdict {
  const fates = fatesOf(numbers);
  const { lost } = numbers;
  const sent = Math.max(1, dueOf(fates), fates.atOnce + lost);
  const shares = { lost, lostShare: lost / sent, missedShare: fates.missed / sent };
  const name = nameOf(numbers, fates, shares);
  return { name, tone: toneOf(name, shares.missedShare), ...shares };
}

// Late packets weigh as much as what is missing for them.
function toneOf(name: VerdictName, missedShare: number): Verdict['tone'] {
  return name === 'tooLate' && missedShare < BROKEN_SHARE ? 'unsure' : TONES[name];
}

type Shares = Pick<Verdict, 'lostShare' | 'missedShare'>;

function nameOf(numbers: ReceiverNumbers, fates: PacketFates, shares: Shares): VerdictName {
  if (numbers.received === 0) return 'nothing';
  if (numbers.bufferedMs < LEAST_WAITING_MS) return 'dry';
  if (dueOf(fates) < FEW_PACKETS) return 'early';
  if (shares.missedShare >= UNHEARD_SHARE) return nameOfGaps(numbers, shares);
  if (numbers.lost === 0 && fates.missed === 0) return 'clean';
  if (shares.lostShare < STRAY_SHARE) return 'stray';
  return fates.missed === 0 ? 'repaired' : 'nearlyRepaired';
}

function nameOfGaps({ late, concealed, recoveredByFec }: ReceiverNumbers, { missedShare }: Shares) {
  if (late >= (concealed + recoveredByFec) * LATE_SHARE) return 'tooLate';
  return missedShare >= BROKEN_SHARE ? 'broken' : 'patchy';
}

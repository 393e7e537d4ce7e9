import type { SubstreamState } from './substream.ts';

/** What a status file tells. */
export interface CardStatus {
  state: SubstreamState;
  ownerPid: number;
  /** Unix ms; `hwPtr` was reached at `stampedAt`, or a little earlier where periods are handled late. */
  triggeredAt: number;
  stampedAt: number;
  hwPtr: number;
  applPtr: number;
  avail: number;
  availMax: number;
}

/**
 * The text that Linux shows at `/proc/asound/card0/pcm0p/sub0/status` (sound/core/pcm.c), with wall-clock times.
 * A real card may show monotonic times there; a reader tells them apart by their size.
 */
export function writeCardStatus(status: CardStatus): string {
  if (status.state === 'CLOSED') return 'closed\n';
  return [
    `state: ${status.state}`,
    `owner_pid   : ${status.ownerPid}`,
    `trigger_time: ${seconds(status.triggeredAt)}`,
    `tstamp      : ${seconds(status.stampedAt)}`,
    `delay       : ${status.applPtr - status.hwPtr}`,
    `avail       : ${status.avail}`,
    `avail_max   : ${status.availMax}`,
    '-----',
    `hw_ptr      : ${status.hwPtr}`,
    `appl_ptr    : ${status.applPtr}`,
    '',
  ].join('\n');
}

function seconds(ms: number): string {
  const whole = Math.floor(ms / 1000);
  const nanoseconds = Math.floor((ms - whole * 1000) * 1e6);
  return `${whole}.${String(nanoseconds).padStart(9, '0')}`;
}

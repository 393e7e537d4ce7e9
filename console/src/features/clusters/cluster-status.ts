import type { Cluster, Problem } from '@loa/protocol';

export type ClusterStatus = 'offline' | 'ill' | 'waiting' | 'sounding' | 'well' | 'revoked';

export interface Ailment {
  code: Problem['code'] | 'offline' | 'hot';
  /** Wall ms; null when nobody knows. */
  since: number | null;
  /** A figure for the sentence, where it has one. */
  value?: number;
}

/** From here on a Raspberry Pi slows itself down, and the box is too hot for its battery. */
const HOT_C = 80;

/** What silences most comes first: a pole is mended from the top of this list. */
const GRAVITY: readonly Ailment['code'][] = [
  ...(['offline', 'output-away', 'amplifier-away', 'amplifier-silent', 'media-flow-silent'] as const),
  ...(['clock-unknown', 'disk-full', 'media-missing', 'server-away', 'hot'] as const),
];

/** Most urgent first: what a person would walk to. */
const URGENCY: readonly ClusterStatus[] = ['offline', 'ill', 'sounding', 'well', 'waiting', 'revoked'];

/** Everything that ails a pole, gravest first. What it said before it fell silent is old news and left out. */
export function ailmentsOf(cluster: Cluster): Ailment[] {
  if (cluster.state === 'offline') return [{ code: 'offline', since: cluster.lastSeenAt }];
  if (cluster.state !== 'online') return [];
  const reported = (cluster.reported?.problems ?? []).map(({ code, since }): Ailment => ({ code, since }));
  const temperature = cluster.telemetry?.temperatureC ?? null;
  const hot: Ailment[] =
    temperature !== null && temperature >= HOT_C
      ? [{ code: 'hot', since: null, value: Math.round(temperature) }]
      : [];
  return [...reported, ...hot].sort((a, b) => GRAVITY.indexOf(a.code) - GRAVITY.indexOf(b.code));
}

/** The one word for a pole. A pole that sounds and is ill is ill: what sounds is seen anyway. */
export function statusOf(cluster: Cluster): ClusterStatus {
  if (cluster.state !== 'online') return cluster.state;
  if (ailmentsOf(cluster).length > 0) return 'ill';
  return soundingOf(cluster) === null ? 'well' : 'sounding';
}

/** What sounds there now: the last telemetry knows it better than the last report, where both speak of it. */
export function soundingOf(cluster: Cluster) {
  if (cluster.state !== 'online') return null;
  const reported = cluster.reported?.sounding ?? null;
  const measured = cluster.telemetry?.sounding ?? null;
  return reported !== null && measured?.broadcastId === reported.broadcastId ? measured : reported;
}

export function isIll(cluster: Cluster): boolean {
  const status = statusOf(cluster);
  return status === 'offline' || status === 'ill';
}

/** Most urgent first, then by name as people count ("Cụm 2" before "Cụm 10"). */
export function compareUrgency(a: Cluster, b: Cluster): number {
  return URGENCY.indexOf(statusOf(a)) - URGENCY.indexOf(statusOf(b)) || compareNames(a, b);
}

export function compareNames(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, 'vi', { numeric: true });
}

/** Whether what was typed occurs in the name or the place; accents may be left out. */
export function matches(cluster: Pick<Cluster, 'name' | 'place'>, typed: string): boolean {
  return plain(`${cluster.name} ${cluster.place}`).includes(plain(typed.trim()));
}

/** Small letters without accents, so that "tho trung" finds "Thọ Trung" and "duong" finds "Đường". */
export function plain(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
}

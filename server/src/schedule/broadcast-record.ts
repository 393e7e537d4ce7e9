import type { AreaRank, LatencyProfile, PriorityClass, Targets } from '@loa/protocol';

/** A broadcast of either kind as it is kept, with the clusters it was resolved to when it was made. Times are wall ms. */
export interface BroadcastRecord {
  id: string;
  kind: 'live' | 'stored';
  title: string;
  class: PriorityClass;
  rank: AreaRank;
  targets: Targets;
  clusterIds: string[];
  startAt: number;
  /** Planned end of a stored one; the moment of the stop of a live one, null while it is on air. */
  endAt: number | null;
  latestStartAt: number | null;
  latestEndAt: number | null;
  mediaId: string | null;
  profile: LatencyProfile | null;
  cancelledAt: number | null;
  /** Id of an account. */
  createdBy: string;
  createdAt: number;
  /** Name of the recording in the recordings folder; null when there is none. */
  recording: string | null;
  /** Display name of the account; its id when the account is unknown. */
  createdByName: string;
}

export type NewBroadcastRecord = Omit<BroadcastRecord, 'createdByName'>;

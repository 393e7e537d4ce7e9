import type { Cluster, NewCluster } from '@loa/protocol';

/** A pole's record as it is typed: numbers are still text. */
export interface ClusterDraft {
  areaId: string;
  name: string;
  place: string;
  latitude: string;
  longitude: string;
  horns: string;
  volumePercent: number;
}

export const EMPTY_DRAFT: ClusterDraft = {
  ...{ areaId: '', name: '', place: '', latitude: '', longitude: '', horns: '2', volumePercent: 70 },
};

export function draftOf(cluster: Cluster): ClusterDraft {
  const { areaId, name, place, horns, volumePercent, latitude, longitude } = cluster;
  const text = (degrees: number | null) => (degrees === null ? '' : String(degrees));
  return {
    areaId,
    name,
    place,
    horns: String(horns),
    volumePercent,
    latitude: text(latitude),
    longitude: text(longitude),
  };
}

/** What is still wrong with a draft; null when it can be saved. */
export function faultOfDraft(draft: ClusterDraft): 'missing' | 'coordinates' | null {
  if (draft.name.trim() === '' || draft.areaId === '') return 'missing';
  const latitude = degreesOf(draft.latitude, 90);
  const longitude = degreesOf(draft.longitude, 180);
  if (latitude === undefined || longitude === undefined) return 'coordinates';
  return (latitude === null) === (longitude === null) ? null : 'coordinates';
}

/** The draft as the server wants it; only for drafts without a fault. */
export function clusterOf(draft: ClusterDraft): NewCluster {
  const { areaId, volumePercent } = draft;
  return {
    ...{
      areaId,
      volumePercent,
      name: draft.name.trim(),
      place: draft.place.trim(),
      horns: Number(draft.horns),
    },
    latitude: degreesOf(draft.latitude, 90) ?? null,
    longitude: degreesOf(draft.longitude, 180) ?? null,
  };
}

/** Null for an empty field, undefined for what is no such number. A decimal comma is as good as a point. */
function degreesOf(text: string, most: number): number | null | undefined {
  if (text.trim() === '') return null;
  const degrees = Number(text.trim().replace(',', '.'));
  return Number.isFinite(degrees) && Math.abs(degrees) <= most ? degrees : undefined;
}

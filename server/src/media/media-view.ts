import type { Media } from '@loa/protocol';
import type { MediaRecord } from './media-record.ts';

/** The row as screens see it; `progress` is the share of the preparation that is done. */
export function toMedia(record: MediaRecord, progress: number): Media {
  const { id, areaId, title, fileName, state, refusal, sha256, bytes, durationMs, createdAt } = record;
  return {
    id,
    areaId,
    title,
    fileName,
    state,
    progress: state === 'ready' ? 1 : progress,
    refusal,
    sha256,
    bytes,
    durationMs,
    loudnessLufs: record.loudnessLufs,
    truePeakDbtp: record.truePeakDbtp,
    uploadedBy: record.uploadedByName,
    createdAt,
  };
}

import type { Generated } from 'kysely';
import type { AreaRank, LatencyProfile, PriorityClass, Role } from '@loa/protocol';

/** The tables. Times are Unix ms; booleans are 0 or 1 (SQLite); `…Json` columns hold JSON text. */
export interface Tables {
  area: {
    id: string;
    parentId: string | null;
    code: string;
    name: string;
    rank: AreaRank;
    validFrom: number | null;
    validTo: number | null;
  };
  zone: { id: string; areaId: string; name: string };
  zoneCluster: { zoneId: string; clusterId: string };
  cluster: {
    id: string;
    areaId: string;
    name: string;
    place: string;
    latitude: number | null;
    longitude: number | null;
    horns: number;
    volumePercent: number;
    /** `VolumeHours`. */
    volumeHoursJson: Generated<string>;
    /** Public key of the pole (JWK, P-256); null until it is enrolled. */
    publicKeyJson: string | null;
    certificateSerial: string | null;
    certificateUntil: number | null;
    enrolledAt: number | null;
    revokedAt: number | null;
    lastSeenAt: number | null;
    /** Last revisions that were published; only ever counted up. */
    desiredRevision: number;
    planRevision: number;
    /** Last number of its signed playlog that was taken. */
    playlogNumber: number;
  };
  enrolmentCode: { secretHash: string; clusterId: string; expiresAt: number; usedAt: number | null };
  account: {
    id: string;
    username: string;
    displayName: string;
    passwordHash: string;
    role: Role;
    areaId: string | null;
    disabledAt: number | null;
    createdAt: number;
  };
  session: { tokenHash: string; accountId: string; createdAt: number; expiresAt: number };
  media: {
    id: string;
    areaId: string | null;
    title: string;
    fileName: string;
    state: 'preparing' | 'ready' | 'refused';
    refusal: string | null;
    sha256: string | null;
    bytes: number | null;
    durationMs: number | null;
    loudnessLufs: number | null;
    truePeakDbtp: number | null;
    peaksJson: string | null;
    uploadedBy: string;
    createdAt: number;
  };
  broadcast: {
    id: string;
    kind: 'live' | 'stored';
    title: string;
    class: PriorityClass;
    rank: AreaRank;
    targetsJson: string;
    startAt: number;
    endAt: number | null;
    latestStartAt: number | null;
    latestEndAt: number | null;
    mediaId: string | null;
    profile: LatencyProfile | null;
    cancelledAt: number | null;
    createdBy: string;
    createdAt: number;
    /** Name of the recording in the recordings folder; null when there is none. */
    recording: string | null;
  };
  broadcastCluster: { broadcastId: string; clusterId: string };
  playlog: {
    clusterId: string;
    number: number;
    broadcastId: string;
    kind: 'live' | 'stored';
    startedAt: number;
    endedAt: number;
    playedMs: number;
    heardMs: number;
    silentMs: Generated<number>;
    outcome: 'completed' | 'cut' | 'missed';
    receivedAt: number;
  };
  audit: {
    id: Generated<number>;
    at: number;
    accountId: string | null;
    action: string;
    subject: string;
    detailsJson: string;
  };
}

import Type, { type Static } from 'typebox';
import { PlaylogEntry, Presence, Reported, Telemetry } from '../messages.ts';
import { VolumeHours } from '../volume-hours.ts';
import { AreaRank, Id, WallMs } from '../words.ts';
import { closed, nullable } from './shape.ts';

/** GET /api/areas */
export const Area = Type.Object(
  {
    id: Id,
    parentId: nullable(Id),
    /** Official code where there is one. */
    code: Type.String({ maxLength: 20 }),
    name: Type.String({ minLength: 1, maxLength: 120 }),
    rank: AreaRank,
    validFrom: nullable(WallMs),
    validTo: nullable(WallMs),
  },
  closed,
);
export type Area = Static<typeof Area>;

/** POST /api/areas */
export const NewArea = Type.Object(
  { parentId: nullable(Id), code: Area.properties.code, name: Area.properties.name, rank: AreaRank },
  closed,
);
export type NewArea = Static<typeof NewArea>;

/** GET /api/zones: a named set of clusters; old wards stay useful as zones. */
export const Zone = Type.Object(
  { id: Id, areaId: Id, name: Type.String({ minLength: 1, maxLength: 120 }), clusterIds: Type.Array(Id) },
  closed,
);
export type Zone = Static<typeof Zone>;

/** POST /api/zones; PUT /api/zones/:id replaces all. */
export const NewZone = Type.Object(
  { areaId: Id, name: Zone.properties.name, clusterIds: Type.Array(Id, { maxItems: 5000 }) },
  closed,
);
export type NewZone = Static<typeof NewZone>;

/** Where a pole stands in its life; `waiting` has a record but no key yet. */
export const ClusterState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('online'),
  Type.Literal('offline'),
  Type.Literal('revoked'),
]);
export type ClusterState = Static<typeof ClusterState>;

/** GET /api/clusters, and event `cluster`. */
export const Cluster = Type.Object(
  {
    id: Id,
    areaId: Id,
    name: Type.String({ minLength: 1, maxLength: 120 }),
    /** What stands on the pole, in words for the technician: place, height, mains. */
    place: Type.String({ maxLength: 300 }),
    latitude: nullable(Type.Number({ minimum: -90, maximum: 90 })),
    longitude: nullable(Type.Number({ minimum: -180, maximum: 180 })),
    horns: Type.Integer({ minimum: 1, maximum: 8 }),
    volumePercent: Type.Integer({ minimum: 0, maximum: 100 }),
    /** Other volumes for hours of the day; absent and empty are one. */
    volumeHours: Type.Optional(VolumeHours),
    state: ClusterState,
    /** When the last message of any kind came from it. */
    lastSeenAt: nullable(WallMs),
    presence: nullable(Presence),
    reported: nullable(Reported),
    telemetry: nullable(Telemetry),
  },
  closed,
);
export type Cluster = Static<typeof Cluster>;

/** GET /api/clusters/:id */
export const ClusterDetail = Type.Object(
  {
    cluster: Cluster,
    desiredRevision: Type.Integer(),
    planRevision: Type.Integer(),
    enrolledAt: nullable(WallMs),
    certificateUntil: nullable(WallMs),
    playlog: Type.Array(PlaylogEntry),
    /** Occurrences of its present plan, soonest first. */
    upcoming: Type.Array(Type.Object({ broadcastId: Id, title: Type.String(), startAt: WallMs }, closed)),
  },
  closed,
);
export type ClusterDetail = Static<typeof ClusterDetail>;

const clusterFields = {
  areaId: Id,
  name: Cluster.properties.name,
  place: Cluster.properties.place,
  latitude: Cluster.properties.latitude,
  longitude: Cluster.properties.longitude,
  horns: Cluster.properties.horns,
  volumePercent: Cluster.properties.volumePercent,
  volumeHours: Cluster.properties.volumeHours,
};

/** POST /api/clusters */
export const NewCluster = Type.Object(clusterFields, closed);
export type NewCluster = Static<typeof NewCluster>;

/** PATCH /api/clusters/:id */
export const ClusterChange = Type.Partial(Type.Object(clusterFields, closed), closed);
export type ClusterChange = Static<typeof ClusterChange>;

/** POST /api/clusters/:id/enrolment-code: shown once, as text and as a QR code of `command`. */
export const EnrolmentCode = Type.Object(
  { code: Type.String(), expiresAt: WallMs, command: Type.String(), qrSvg: Type.String() },
  closed,
);
export type EnrolmentCode = Static<typeof EnrolmentCode>;

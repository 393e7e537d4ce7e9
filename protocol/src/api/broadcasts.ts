import Type, { type Static } from 'typebox';
import { AreaRank, Id, LatencyProfile, PriorityClass, WallMs } from '../words.ts';
import { closed, nullable } from './shape.ts';

/** Where a broadcast goes: the union of areas (with all below), zones and single clusters. */
export const Targets = Type.Object(
  {
    areaIds: Type.Array(Id, { maxItems: 1000 }),
    zoneIds: Type.Array(Id, { maxItems: 1000 }),
    clusterIds: Type.Array(Id, { maxItems: 5000 }),
  },
  closed,
);
export type Targets = Static<typeof Targets>;

export const BroadcastState = Type.Union([
  Type.Literal('planned'),
  Type.Literal('sounding'),
  Type.Literal('ended'),
  Type.Literal('cancelled'),
]);
export type BroadcastState = Static<typeof BroadcastState>;

/** How many of the targeted clusters are how far; "sent", "played" and "heard" are different words. */
export const Counts = Type.Object(
  {
    targeted: Type.Integer(),
    online: Type.Integer(),
    sounding: Type.Integer(),
    heard: Type.Integer(),
  },
  closed,
);
export type Counts = Static<typeof Counts>;

/** GET /api/broadcasts, event `broadcast`. */
export const Broadcast = Type.Object(
  {
    id: Id,
    kind: Type.Union([Type.Literal('live'), Type.Literal('stored')]),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    class: PriorityClass,
    rank: AreaRank,
    targets: Targets,
    clusterIds: Type.Array(Id),
    state: BroadcastState,
    startAt: WallMs,
    /** Known beforehand for stored broadcasts; the moment of the stop for live ones, null while on air. */
    endAt: nullable(WallMs),
    latestEndAt: nullable(WallMs),
    mediaId: nullable(Id),
    profile: nullable(LatencyProfile),
    createdBy: Type.String(),
    createdAt: WallMs,
    /** True once GET /api/broadcasts/:id/recording answers. */
    recorded: Type.Boolean(),
    counts: Counts,
  },
  closed,
);
export type Broadcast = Static<typeof Broadcast>;

/** GET /api/broadcasts/:id */
export const BroadcastDetail = Type.Object(
  {
    broadcast: Broadcast,
    clusters: Type.Array(
      Type.Object(
        {
          clusterId: Id,
          name: Type.String(),
          sounding: Type.Boolean(),
          heard: Type.Boolean(),
          playedMs: nullable(Type.Number()),
          heardMs: nullable(Type.Number()),
          outcome: nullable(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type BroadcastDetail = Static<typeof BroadcastDetail>;

/** POST /api/broadcasts: one planned airing of one recording. */
export const NewBroadcast = Type.Object(
  {
    title: Broadcast.properties.title,
    class: PriorityClass,
    targets: Targets,
    mediaId: Id,
    startAt: WallMs,
    /** It is cut or dropped after this; default: start plus twice its length, at least 30 min. */
    latestEndAt: Type.Optional(WallMs),
  },
  closed,
);
export type NewBroadcast = Static<typeof NewBroadcast>;

/** POST /api/broadcasts/preview: what would sound where. */
export const BroadcastPreview = Type.Object(
  {
    clusterIds: Type.Array(Id),
    offline: Type.Array(Id),
    /** Other broadcasts of the same clusters that overlap, and what the rule of precedence makes of each. */
    overlaps: Type.Array(
      Type.Object(
        {
          broadcastId: Id,
          title: Type.String(),
          startAt: WallMs,
          clusters: Type.Integer(),
          /** The other one gives way, or this one does. */
          givesWay: Type.Union([Type.Literal('other'), Type.Literal('this')]),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type BroadcastPreview = Static<typeof BroadcastPreview>;

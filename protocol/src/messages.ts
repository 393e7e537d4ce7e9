import Type, { type Static } from 'typebox';
import { VolumeHours } from './volume-hours.ts';
import { AreaRank, Id, LatencyProfile, PriorityClass, Sha256, WallMs } from './words.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** The keys of a pole's standing media flow; travels only sealed (see `seal.ts`). */
export const MediaKeys = Type.Object(
  {
    /** SRTP profile of RFC 7714. */
    cryptoSuite: Type.Literal('AEAD_AES_256_GCM'),
    /** Master key and salt (44 bytes, Base64) of what the server sends. */
    serverKeyBase64: Type.String({ minLength: 60, maxLength: 60 }),
    /** Master key and salt of what the pole sends (RTCP only). */
    poleKeyBase64: Type.String({ minLength: 60, maxLength: 60 }),
  },
  closed,
);
export type MediaKeys = Static<typeof MediaKeys>;

/** The standing media flow: one SRTP session a pole, opened from the pole, RTP and RTCP on one port. */
export const MediaFlow = Type.Object(
  {
    /** The `mediaRequest` of the pole that this answers. */
    request: Type.String({ maxLength: 64 }),
    host: Type.String({ maxLength: 255 }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    /** `MediaKeys`, sealed. */
    sealedKeys: Type.String({ maxLength: 2000 }),
  },
  closed,
);
export type MediaFlow = Static<typeof MediaFlow>;

/** What tells one stream's packets in the flow from another's: synchronisation source and payload type. */
const RtpSource = {
  ssrc: Type.Integer({ minimum: 0, maximum: 0xffffffff }),
  payloadType: Type.Integer({ minimum: 0, maximum: 127 }),
};

/** A live broadcast that the pole is to be in. */
export const LiveSession = Type.Object(
  {
    broadcastId: Id,
    title: Type.String({ maxLength: 200 }),
    class: PriorityClass,
    rank: AreaRank,
    profile: LatencyProfile,
    /** The stream to expect in the flow. */
    ...RtpSource,
    /** The same packets once more, a third of the latency later, for a pole that asked for them; null for all others. */
    spread: nullable(Type.Object(RtpSource, closed)),
    /** When its first sample is to sound, and its last; null while nobody has stopped it (wall ms). */
    startAt: WallMs,
    endAt: nullable(WallMs),
  },
  closed,
);
export type LiveSession = Static<typeof LiveSession>;

/** What a pole should be doing now. */
export const Desired = Type.Object(
  {
    /** Loudness of the programme at the amplifier, 0 to 100. */
    volumePercent: Type.Integer({ minimum: 0, maximum: 100 }),
    /** Absent where the volume is the same all day, so that agents from before hours were known understand it. */
    volumeHours: Type.Optional(VolumeHours),
    media: nullable(MediaFlow),
    live: nullable(LiveSession),
  },
  closed,
);
export type Desired = Static<typeof Desired>;

/** One due moment of a stored broadcast. */
export const Occurrence = Type.Object(
  {
    broadcastId: Id,
    title: Type.String({ maxLength: 200 }),
    class: PriorityClass,
    rank: AreaRank,
    startAt: WallMs,
    latestStartAt: WallMs,
    latestEndAt: WallMs,
    media: Type.Object(
      { sha256: Sha256, bytes: Type.Integer({ minimum: 1 }), durationMs: Type.Number({ minimum: 1 }) },
      closed,
    ),
  },
  closed,
);
export type Occurrence = Static<typeof Occurrence>;

/** The occurrences of the coming days; the pole keeps it and needs nobody to air it. */
export const Plan = Type.Object(
  {
    /** Nothing is planned beyond this plan before this moment (wall ms). */
    completeUntil: WallMs,
    occurrences: Type.Array(Occurrence, { maxItems: 2000 }),
  },
  closed,
);
export type Plan = Static<typeof Plan>;

export const Presence = Type.Object(
  {
    online: Type.Boolean(),
    bootId: Type.String({ maxLength: 64 }),
    at: WallMs,
    agentVersion: Type.String({ maxLength: 40 }),
    /** Where a virtual pole can be listened to; real poles leave it out. */
    listenUrl: Type.Optional(Type.String({ maxLength: 300 })),
  },
  closed,
);
export type Presence = Static<typeof Presence>;

/** What the machine's own time service (chrony, or systemd's) says of its clock; `none` where none answers. */
export const SystemTime = Type.Union([
  Type.Literal('synchronized'),
  Type.Literal('unsynchronized'),
  Type.Literal('none'),
]);
export type SystemTime = Static<typeof SystemTime>;

/** A pole's own ailments, as codes that screens turn into sentences. */
export const ProblemCode = Type.Union([
  Type.Literal('clock-unknown'),
  Type.Literal('output-away'),
  Type.Literal('amplifier-away'),
  Type.Literal('amplifier-silent'),
  Type.Literal('disk-full'),
  Type.Literal('media-missing'),
  Type.Literal('media-flow-silent'),
  Type.Literal('server-away'),
]);
export type ProblemCode = Static<typeof ProblemCode>;

export const Problem = Type.Object(
  { code: ProblemCode, since: WallMs, detail: Type.String({ maxLength: 300 }) },
  closed,
);
export type Problem = Static<typeof Problem>;

/** What sounds on a pole now. */
export const Sounding = Type.Object(
  {
    broadcastId: Id,
    kind: Type.Union([Type.Literal('live'), Type.Literal('stored')]),
    /** Position in a stored broadcast; since the start for live (ms). */
    positionMs: Type.Number(),
    /** Sound was measured at the amplifier during the last telemetry period. */
    heard: Type.Boolean(),
  },
  closed,
);
export type Sounding = Static<typeof Sounding>;

/** Counters of the live receiver since the broadcast began, in packets unless the name says otherwise. */
export const ReceiverNumbers = Type.Object(
  {
    received: Type.Integer(),
    lost: Type.Integer(),
    /** Asks for lost packets that were sent; one packet may be asked for several times. */
    asked: Type.Integer(),
    recoveredByRetransmission: Type.Integer(),
    recoveredBySpread: Type.Integer(),
    recoveredByFec: Type.Integer(),
    concealed: Type.Integer(),
    late: Type.Integer(),
    duplicates: Type.Integer(),
    /** Sound that waits for its moment, ms. */
    bufferedMs: Type.Number(),
    /** Whether a second copy of the packets comes. */
    hasSpread: Type.Boolean(),
    jitterMs: Type.Number(),
    roundTripMs: nullable(Type.Number()),
  },
  closed,
);
export type ReceiverNumbers = Static<typeof ReceiverNumbers>;

/** What the pole has reached; published retained whenever it changes. */
export const Reported = Type.Object(
  {
    at: WallMs,
    bootId: Type.String({ maxLength: 64 }),
    desiredRevision: Type.Integer({ minimum: -1 }),
    planRevision: Type.Integer({ minimum: -1 }),
    /** A fresh random text asks the server for a fresh media flow with fresh keys. */
    mediaRequest: Type.String({ maxLength: 64 }),
    /** The line loses so much that live packets are to come twice, the second time a third of the latency later. */
    wantsSpread: Type.Boolean(),
    sounding: nullable(Sounding),
    suspended: Type.Array(Id),
    plan: Type.Object(
      { completeUntil: WallMs, occurrences: Type.Integer(), missingMedia: Type.Integer() },
      closed,
    ),
    clock: Type.Object(
      {
        known: Type.Boolean(),
        /** System clock minus the server's, and the bound of the error of that figure (ms). */
        offsetMs: Type.Number(),
        errorMs: Type.Number(),
        /** Absent where the pole's configuration does not ask it. */
        system: Type.Optional(SystemTime),
      },
      closed,
    ),
    /** Messages and packets that were refused since boot, by code. */
    refused: Type.Record(Type.String({ maxLength: 60 }), Type.Integer({ minimum: 0 })),
    problems: Type.Array(Problem),
  },
  closed,
);
export type Reported = Static<typeof Reported>;

/** Heartbeat: every 20 s, every 5 s while sounding. */
export const Telemetry = Type.Object(
  {
    at: WallMs,
    uptimeS: Type.Number(),
    cpuPercent: Type.Number(),
    rssMb: Type.Number(),
    temperatureC: nullable(Type.Number()),
    diskFreeMb: Type.Number(),
    amplifier: nullable(
      Type.Object({ on: Type.Boolean(), currentMa: Type.Number(), temperatureC: Type.Number() }, closed),
    ),
    output: Type.Object(
      {
        running: Type.Boolean(),
        levelDbfs: Type.Number(),
        underruns: Type.Integer(),
        /** Speed of the sound card against the wall clock, parts per million; null before it is known. */
        cardPpm: nullable(Type.Number()),
        /** Time since boot in which a broadcast had the turn and nothing of it could be heard, ms. */
        silenceMs: Type.Optional(Type.Integer({ minimum: 0 })),
      },
      closed,
    ),
    sounding: nullable(Sounding),
    receiver: nullable(ReceiverNumbers),
  },
  closed,
);
export type Telemetry = Static<typeof Telemetry>;

/** One line of the record of what a pole played; signed by the pole, kept on its disk until acknowledged. */
export const PlaylogEntry = Type.Object(
  {
    broadcastId: Id,
    kind: Type.Union([Type.Literal('live'), Type.Literal('stored')]),
    startedAt: WallMs,
    endedAt: WallMs,
    /** Sound handed to the card, and sound measured at the amplifier (ms). */
    playedMs: Type.Number({ minimum: 0 }),
    heardMs: Type.Number({ minimum: 0 }),
    /** Time in which it had the turn and there was nothing of it: lost packets, a missing file, a card that was away (ms). */
    silentMs: Type.Optional(Type.Number({ minimum: 0 })),
    outcome: Type.Union([Type.Literal('completed'), Type.Literal('cut'), Type.Literal('missed')]),
  },
  closed,
);
export type PlaylogEntry = Static<typeof PlaylogEntry>;

import Type, { type Static } from 'typebox';
import { Id, LatencyProfile, PriorityClass } from '../words.ts';
import { Targets } from './broadcasts.ts';
import { closed } from './shape.ts';

/** Parameters that mediasoup and mediasoup-client exchange; opaque to everybody else. */
const Opaque = Type.Record(Type.String(), Type.Unknown());

/** POST /api/live/microphones: a place for one browser's microphone, opened before anybody speaks. */
export const Microphone = Type.Object(
  {
    id: Id,
    routerRtpCapabilities: Opaque,
    transport: Type.Object(
      { id: Type.String(), iceParameters: Opaque, iceCandidates: Type.Array(Opaque), dtlsParameters: Opaque },
      closed,
    ),
  },
  closed,
);
export type Microphone = Static<typeof Microphone>;

/** POST /api/live/microphones/:id/connect */
export const MicrophoneConnect = Type.Object({ dtlsParameters: Opaque }, closed);
export type MicrophoneConnect = Static<typeof MicrophoneConnect>;

/** POST /api/live/microphones/:id/produce, answered by `{ producerId }`. */
export const MicrophoneProduce = Type.Object({ rtpParameters: Opaque }, closed);
export type MicrophoneProduce = Static<typeof MicrophoneProduce>;
export const MicrophoneProduced = Type.Object({ producerId: Type.String() }, closed);
export type MicrophoneProduced = Static<typeof MicrophoneProduced>;

/** POST /api/live: from this moment the microphone is on air. Answered by the `Broadcast`. */
export const GoLive = Type.Object(
  {
    microphoneId: Id,
    title: Type.String({ minLength: 1, maxLength: 200 }),
    class: PriorityClass,
    targets: Targets,
    profile: LatencyProfile,
    /** Sound before the speech: none, or the three tones of the station. */
    chime: Type.Union([Type.Literal('none'), Type.Literal('station')]),
  },
  closed,
);
export type GoLive = Static<typeof GoLive>;

/** POST /api/live/:broadcastId/microphone: another microphone of the same account takes an active broadcast over. */
export const TakeOver = Type.Object({ microphoneId: Id }, closed);
export type TakeOver = Static<typeof TakeOver>;

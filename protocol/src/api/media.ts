import Type, { type Static } from 'typebox';
import { Id, Sha256, WallMs } from '../words.ts';
import { closed, nullable } from './shape.ts';
import { ERRORS } from '../errors.ts';

export const MediaState = Type.Union([
  Type.Literal('preparing'),
  Type.Literal('ready'),
  Type.Literal('refused'),
]);
export type MediaState = Static<typeof MediaState>;

/** GET /api/media (without peaks), GET /api/media/:id, event `media`. */
export const Media = Type.Object(
  {
    id: Id,
    areaId: nullable(Id),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    fileName: Type.String({ maxLength: 255 }),
    state: MediaState,
    /** Share of the preparation that is done, 0 to 1. */
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    /** Code of the refusal; the upload leaves nothing else behind. */
    refusal: nullable(
      Type.String({ description: `one of ${Object.keys(ERRORS).length} codes of errors.ts` }),
    ),
    sha256: nullable(Sha256),
    bytes: nullable(Type.Integer()),
    durationMs: nullable(Type.Number()),
    /** Integrated loudness after preparation (LUFS, EBU R 128) and true peak (dBTP). */
    loudnessLufs: nullable(Type.Number()),
    truePeakDbtp: nullable(Type.Number()),
    uploadedBy: Type.String(),
    createdAt: WallMs,
  },
  closed,
);
export type Media = Static<typeof Media>;

/** GET /api/media/:id/peaks: the waveform, loudest sample of each of up to 1,000 equal stretches, 0 to 1. */
export const MediaPeaks = Type.Object({ peaks: Type.Array(Type.Number()) }, closed);
export type MediaPeaks = Static<typeof MediaPeaks>;

/** PATCH /api/media/:id */
export const MediaChange = Type.Object({ title: Media.properties.title }, closed);
export type MediaChange = Static<typeof MediaChange>;

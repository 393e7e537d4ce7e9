/**
 * The table of errors. A code is stable: screens translate it, tests and manuals name it, logs are searched by it.
 * `owner` says who can mend it: the operator at the screen, the technician at the pole, or the developers.
 */
export const ERRORS = {
  'input.invalid': {
    owner: 'operator',
    http: 400,
    meaning: 'A field of a request is missing or out of range',
  },
  'input.not-found': { owner: 'operator', http: 404, meaning: 'The thing named does not exist (any more)' },
  'input.conflict': {
    owner: 'operator',
    http: 409,
    meaning: 'Something else already has this name or state',
  },
  'access.signed-out': { owner: 'operator', http: 401, meaning: 'Nobody is signed in' },
  'access.wrong-password': { owner: 'operator', http: 401, meaning: 'User name or password is wrong' },
  'access.forbidden': {
    owner: 'operator',
    http: 403,
    meaning: 'The role or the area of this account does not allow it',
  },
  'access.too-many-tries': { owner: 'operator', http: 429, meaning: 'Too many tries; wait a minute' },
  'access.setup-code-wrong': {
    owner: 'operator',
    http: 403,
    meaning: 'The set-up code on the server terminal differs',
  },
  'access.setup-done': { owner: 'operator', http: 409, meaning: 'The first administrator exists already' },
  'access.foreign-origin': {
    owner: 'operator',
    http: 403,
    meaning: 'The request comes from another web site',
  },
  'enrol.code-wrong': {
    owner: 'technician',
    http: 403,
    meaning: 'The enrolment code is unknown, used or expired',
  },
  'enrol.server-unproven': {
    owner: 'technician',
    http: 403,
    meaning: 'The server is not the one that issued the code',
  },
  'enrol.request-broken': {
    owner: 'technician',
    http: 400,
    meaning: 'The certificate request cannot be read or is not signed by its key',
  },
  'media.not-audio': { owner: 'operator', http: 415, meaning: 'The file is not audio that can be read' },
  'media.broken': { owner: 'operator', http: 422, meaning: 'The audio breaks off or is damaged' },
  'media.too-long': { owner: 'operator', http: 422, meaning: 'The audio is longer than allowed' },
  'media.too-large': { owner: 'operator', http: 413, meaning: 'The file is larger than allowed' },
  'media.silent': { owner: 'operator', http: 422, meaning: 'The file holds no sound' },
  'media.in-use': { owner: 'operator', http: 409, meaning: 'A broadcast still needs this recording' },
  'media.not-ready': { owner: 'operator', http: 409, meaning: 'The recording is still being prepared' },
  'storage.full': { owner: 'technician', http: 507, meaning: 'The disk is full' },
  'schedule.in-the-past': { owner: 'operator', http: 422, meaning: 'The start time has passed' },
  'schedule.no-clusters': {
    owner: 'operator',
    http: 422,
    meaning: 'The chosen targets hold no loudspeaker cluster',
  },
  'schedule.already-over': {
    owner: 'operator',
    http: 409,
    meaning: 'The broadcast has ended or was cancelled',
  },
  'live.no-microphone': {
    owner: 'operator',
    http: 409,
    meaning: 'The microphone is not connected (any more)',
  },
  'live.clusters-busy': {
    owner: 'operator',
    http: 409,
    meaning: 'A broadcast of higher precedence holds the clusters',
  },
  'live.worker-away': { owner: 'developers', http: 503, meaning: 'The media worker is being restarted' },
  'message.unsigned': {
    owner: 'technician',
    http: 400,
    meaning: 'The message carries no readable signature',
  },
  'message.bad-signature': {
    owner: 'technician',
    http: 400,
    meaning: 'The signature is not that of the expected key',
  },
  'message.wrong-audience': { owner: 'technician', http: 400, meaning: 'The message is for somebody else' },
  'message.expired': { owner: 'technician', http: 400, meaning: 'The message is older than its validity' },
  'message.from-the-future': {
    owner: 'technician',
    http: 400,
    meaning: 'The message was issued later than now',
  },
  'message.replayed': {
    owner: 'technician',
    http: 400,
    meaning: 'The number of the message is not newer than the last',
  },
  'message.malformed': { owner: 'developers', http: 400, meaning: 'The content does not fit its schema' },
  'message.unsealable': { owner: 'technician', http: 400, meaning: 'The sealed part is not for this key' },
  'audio.malformed': {
    owner: 'operator',
    http: 422,
    meaning: 'The bytes are not Ogg Opus or break its rules',
  },
  'config.unknown-key': {
    owner: 'technician',
    http: 500,
    meaning: 'The configuration names a key that does not exist',
  },
  'config.invalid': { owner: 'technician', http: 500, meaning: 'A configuration value is out of range' },
  'config.keys-missing': {
    owner: 'technician',
    http: 500,
    meaning: 'A key file that the poles depend on is missing or unreadable',
  },
  'broker.away': { owner: 'technician', http: 503, meaning: 'The message broker cannot be reached' },
  'server.away': { owner: 'technician', http: 503, meaning: 'The server cannot be reached' },
  internal: { owner: 'developers', http: 500, meaning: 'Our mistake; the log names it by its number' },
} as const satisfies Record<
  string,
  { owner: 'operator' | 'technician' | 'developers'; http: number; meaning: string }
>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a stable code. `details` are for screens and logs and hold no secret. */
export class LoaError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}, cause?: unknown) {
    super(`${code}: ${ERRORS[code].meaning}`, cause === undefined ? undefined : { cause });
    this.name = 'LoaError';
    this.code = code;
    this.details = details;
  }
}

import Type, { type Static } from 'typebox';
import { Id, Role, WallMs } from '../words.ts';
import { closed, nullable } from './shape.ts';

/** GET /api/session: who is signed in. */
export const Account = Type.Object(
  {
    id: Id,
    username: Type.String(),
    displayName: Type.String(),
    role: Role,
    /** The account acts on this area and all below it; null for the whole tree (administrators only). */
    areaId: nullable(Id),
    disabled: Type.Boolean(),
    createdAt: WallMs,
  },
  closed,
);
export type Account = Static<typeof Account>;

export const SessionState = Type.Object(
  {
    account: nullable(Account),
    /** True until the first administrator exists. */
    setupNeeded: Type.Boolean(),
    serverTime: WallMs,
  },
  closed,
);
export type SessionState = Static<typeof SessionState>;

const username = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{1,31}$' });
const displayName = Type.String({ minLength: 1, maxLength: 80 });
const password = Type.String({ minLength: 10, maxLength: 200 });

/** POST /api/setup. The set-up code stands on the server's terminal at first start. */
export const SetupRequest = Type.Object(
  { setupCode: Type.String(), username, displayName, password },
  closed,
);
export type SetupRequest = Static<typeof SetupRequest>;

/** POST /api/session */
export const SignInRequest = Type.Object(
  { username: Type.String({ maxLength: 64 }), password: Type.String({ maxLength: 200 }) },
  closed,
);
export type SignInRequest = Static<typeof SignInRequest>;

/** POST /api/accounts */
export const NewAccount = Type.Object(
  { username, displayName, password, role: Role, areaId: nullable(Id) },
  closed,
);
export type NewAccount = Static<typeof NewAccount>;

/** PATCH /api/accounts/:id */
export const AccountChange = Type.Partial(
  Type.Object({ displayName, password, role: Role, areaId: nullable(Id), disabled: Type.Boolean() }, closed),
  closed,
);
export type AccountChange = Static<typeof AccountChange>;

/** GET /api/audit: one line of the append-only record of who did what. */
export const AuditEntry = Type.Object(
  {
    id: Type.Integer(),
    at: WallMs,
    /** Null for the system itself. */
    accountId: nullable(Id),
    accountName: nullable(Type.String()),
    action: Type.String(),
    subject: Type.String(),
    details: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
);
export type AuditEntry = Static<typeof AuditEntry>;

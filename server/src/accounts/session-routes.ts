import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoaError, SessionState, SetupRequest, SignInRequest, type Account, type Clock } from '@loa/protocol';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import type { EventHub } from '../links/event-hub.ts';
import type { Door } from '../links/https-door.ts';
import type { AccountKeeper } from './account-keeper.ts';
import type { SessionKeeper } from './session-keeper.ts';
import type { SessionOpener } from './session-opener.ts';
import type { SetupKeeper } from './setup-keeper.ts';

export const COOKIE = 'loa_session';
const COOKIE_OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
/** For one address, over all names; many people may sit behind one. */
const TRIES = { rateLimit: { max: 60, timeWindow: '1 minute' } };

export interface SessionParts {
  sessions: SessionKeeper;
  opener: SessionOpener;
  accounts: AccountKeeper;
  setupCode: SetupKeeper;
  recorder: AuditRecorder;
  hub: EventHub;
  clock: Clock;
}

/** Who is signed in, and the ways in and out. Fills `request.account` for all routes. */
export function sessionRoutes(app: Door, parts: SessionParts): void {
  const { sessions, opener, accounts, setupCode, recorder, hub, clock } = parts;
  const schema = { tags: ['session'], response: { 200: SessionState } };
  const stateOf = (account: Account | null): SessionState => ({
    account,
    setupNeeded: setupCode.code !== null,
    serverTime: clock.now(),
  });
  const enter = (reply: FastifyReply, token: string) => reply.setCookie(COOKIE, token, COOKIE_OPTIONS);

  app.addHook('onRequest', async (request) => {
    const token = request.cookies[COOKIE];
    if (token !== undefined) request.account = await sessions.find(token);
  });

  app.get('/api/session', { schema }, async (request) => stateOf(request.account));

  app.post(
    '/api/session',
    { schema: { ...schema, body: SignInRequest }, config: TRIES },
    async (request, reply) => {
      const { account, token } = await opener.signIn(request.body, request.ip);
      enter(reply, token);
      return stateOf(account);
    },
  );

  app.delete('/api/session', { schema }, async (request, reply) => {
    await leave(request);
    reply.clearCookie(COOKIE, COOKIE_OPTIONS);
    return stateOf(null);
  });

  app.post(
    '/api/setup',
    { schema: { ...schema, body: SetupRequest }, config: TRIES },
    async (request, reply) => {
      if (setupCode.code === null) throw new LoaError('access.setup-done');
      if (!setupCode.isRight(request.body.setupCode)) throw new LoaError('access.setup-code-wrong');
      const account = await accounts.makeFirst(request.body);
      await setupCode.remove();
      enter(reply, await sessions.open(account.id));
      return stateOf(account);
    },
  );

  async function leave(request: FastifyRequest): Promise<void> {
    const token = request.cookies[COOKIE];
    if (token !== undefined) await sessions.end(token);
    if (request.account === null) return;
    hub.drop(request.account.id);
    const { id } = request.account;
    await recorder.record({ accountId: id, action: 'session.close', subject: id });
  }
}

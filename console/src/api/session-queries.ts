import { queryOptions } from '@tanstack/react-query';
import type { Account, SessionState, SetupRequest, SignInRequest } from '@loa/protocol';
import { call, get, post } from './server-client.ts';

export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: () => get<SessionState>('/api/session'),
    staleTime: Infinity,
  });

export const signIn = (request: SignInRequest) => post<SessionState>('/api/session', request);
export const signOut = () => call<unknown>('DELETE', '/api/session');
export const setUp = (request: SetupRequest) => post<SessionState>('/api/setup', request);

export type Ability = 'broadcast' | 'schedule' | 'media' | 'clusters' | 'areas' | 'accounts' | 'audit';

const ABILITIES: Record<Account['role'], readonly Ability[]> = {
  administrator: ['broadcast', 'schedule', 'media', 'clusters', 'areas', 'accounts', 'audit'],
  officer: ['broadcast', 'schedule', 'media'],
  technician: ['clusters'],
};

/** Whether to offer it. The server decides anew at every call; this only spares people a refusal. */
export function can(account: Pick<Account, 'role'>, ability: Ability): boolean {
  return ABILITIES[account.role].includes(ability);
}

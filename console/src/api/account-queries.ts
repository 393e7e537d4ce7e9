import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Account, AccountChange, AuditEntry, NewAccount } from '@loa/protocol';
import { get, patch, post } from './server-client.ts';

export const AUDIT_PAGE = 50;

export const accountsQuery = () =>
  queryOptions({ queryKey: ['accounts'], queryFn: () => get<Account[]>('/api/accounts') });
export const addAccount = (account: NewAccount) => post<Account>('/api/accounts', account);
export const changeAccount = (id: string, change: AccountChange) =>
  patch<Account>(`/api/accounts/${id}`, change);

/** The record of who did what, newest first, a page at a time. */
export const auditQuery = () =>
  infiniteQueryOptions({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) =>
      get<AuditEntry[]>(`/api/audit?limit=${AUDIT_PAGE}${pageParam === null ? '' : `&before=${pageParam}`}`),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < AUDIT_PAGE ? undefined : (page.at(-1)?.id ?? undefined)),
    staleTime: 0,
  });

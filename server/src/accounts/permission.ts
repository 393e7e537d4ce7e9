import type { Account, Role } from '@loa/protocol';

/** What a request wants to do; `view` is to see, the others are to change. */
export type Action =
  'broadcast' | 'schedule' | 'media' | 'clusters' | 'accounts' | 'areas' | 'audit' | 'view';

export const ACTIONS: readonly Action[] = [
  'broadcast',
  'schedule',
  'media',
  'clusters',
  'accounts',
  'areas',
  'audit',
  'view',
];

const ALLOWED: Record<Role, ReadonlySet<Action>> = {
  administrator: new Set(ACTIONS),
  officer: new Set<Action>(['broadcast', 'schedule', 'media', 'view']),
  technician: new Set<Action>(['clusters', 'view']),
};

/**
 * Whether the account may do this in an area, given the area and all its ancestors. An empty path asks about the
 * role alone: whether it may do this anywhere. An account without an area acts on the whole tree, which only
 * administrators may have.
 */
export function may(account: Account, action: Action, areaPath: readonly string[]): boolean {
  if (account.disabled || !ALLOWED[account.role].has(action)) return false;
  if (account.areaId === null) return account.role === 'administrator';
  return areaPath.length === 0 || areaPath.includes(account.areaId);
}

import { describe, expect, it } from 'vitest';
import type { Account, Role } from '@loa/protocol';
import { ACTIONS, may, type Action } from './permission.ts';

const account = (role: Role, areaId: string | null, disabled = false): Account => ({
  ...{ id: 'a', username: 'a', displayName: 'A', createdAt: 0 },
  ...{ role, areaId, disabled },
});

/** What each role may do in its own area; everything else it may not. */
const TABLE: Record<Role, Action[]> = {
  administrator: ['broadcast', 'schedule', 'media', 'clusters', 'accounts', 'areas', 'audit', 'view'],
  officer: ['broadcast', 'schedule', 'media', 'view'],
  technician: ['clusters', 'view'],
};
const pairs = (Object.keys(TABLE) as Role[]).flatMap((role) => ACTIONS.map((action) => ({ role, action })));

describe('permission', () => {
  it.each(pairs)(
    'of $role for $action in the own area and below is as the table says',
    ({ role, action }) => {
      const expected = TABLE[role].includes(action);
      expect(may(account(role, 'commune'), action, ['commune', 'province'])).toBe(expected);
      expect(may(account(role, 'commune'), action, ['hamlet', 'commune', 'province'])).toBe(expected);
    },
  );

  it.each(pairs)('of $role for $action ends at the border of the own area', ({ role, action }) => {
    expect(may(account(role, 'commune'), action, ['other-commune', 'province'])).toBe(false);
    expect(may(account(role, 'commune'), action, ['province'])).toBe(false);
  });

  it.each(pairs)('of $role for $action is gone once the account is disabled', ({ role, action }) => {
    expect(may(account(role, 'commune', true), action, ['commune'])).toBe(false);
    expect(may(account(role, null, true), action, [])).toBe(false);
  });

  it.each(pairs)(
    'of $role for $action on the whole tree is the administrator’s alone',
    ({ role, action }) => {
      expect(may(account(role, null), action, ['anywhere'])).toBe(role === 'administrator');
    },
  );

  it('asks an empty path about the role alone', () => {
    expect(may(account('officer', 'commune'), 'broadcast', [])).toBe(true);
    expect(may(account('technician', 'commune'), 'broadcast', [])).toBe(false);
  });
});

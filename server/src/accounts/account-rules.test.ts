import { describe, expect, it } from 'vitest';
import type { Account } from '@loa/protocol';
import { faultOfAccount, wouldLeaveNobody } from './account-rules.ts';

const account = (change: Partial<Account>): Account => ({
  ...{ id: 'a', username: 'a', displayName: 'A', createdAt: 0, disabled: false },
  ...{ role: 'administrator', areaId: null },
  ...change,
});

describe('the rules of accounts', () => {
  it('give the whole tree to administrators only', () => {
    expect(faultOfAccount({ role: 'officer', areaId: null })).toBe('areaId');
    expect(faultOfAccount({ role: 'administrator', areaId: null })).toBeUndefined();
    expect(faultOfAccount({ role: 'officer', areaId: 'commune' })).toBeUndefined();
  });

  it.each([
    ['disabled', { disabled: true }],
    ['made an officer', { role: 'officer' as const, areaId: 'commune' }],
    ['kept to one area', { areaId: 'commune' }],
  ])('keep the last administrator of the whole tree from being %s', (_what, change) => {
    const last = account({ id: 'last' });
    const local = account({ id: 'local', areaId: 'commune' });
    expect(wouldLeaveNobody([last, local], { ...last, ...change })).toBe(true);
    expect(wouldLeaveNobody([last, local, account({ id: 'other' })], { ...last, ...change })).toBe(false);
  });
});

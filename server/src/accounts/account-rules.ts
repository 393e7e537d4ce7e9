import type { Account, Role } from '@loa/protocol';

/** The field that does not fit the others, or undefined: only administrators act on the whole tree. */
export function faultOfAccount({ role, areaId }: { role: Role; areaId: string | null }): string | undefined {
  return role !== 'administrator' && areaId === null ? 'areaId' : undefined;
}

/** Whether nobody could change anything any more once this account is as given. */
export function wouldLeaveNobody(accounts: readonly Account[], changed: Account): boolean {
  const after = accounts.map((account) => (account.id === changed.id ? changed : account));
  return !after.some(
    ({ role, areaId, disabled }) => role === 'administrator' && areaId === null && !disabled,
  );
}

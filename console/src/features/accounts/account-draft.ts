import type { Account, AccountChange, NewAccount } from '@loa/protocol';
import { faultOfPassword, faultOfText, faultOfUsername } from '../access/credentials.ts';
import type { FieldFault } from '../access/credentials.ts';

export interface AccountDraft extends NewAccount {
  disabled: boolean;
}

export function draftOf(account: Account | null): AccountDraft {
  if (account === null) {
    return { username: '', displayName: '', password: '', role: 'officer', areaId: null, disabled: false };
  }
  const { username, displayName, role, areaId, disabled } = account;
  return { username, displayName, role, areaId, disabled, password: '' };
}

type Faults = Partial<Record<'username' | 'displayName' | 'password' | 'areaId', FieldFault>>;

/** The faults of a draft by field. Only administrators act on everything; an old account may keep its password. */
export function faultsOf(draft: AccountDraft, isNew: boolean): Faults {
  const needsArea = draft.role !== 'administrator' && draft.areaId === null;
  const faults = {
    username: isNew ? faultOfUsername(draft.username) : null,
    displayName: faultOfText(draft.displayName),
    password: isNew || draft.password !== '' ? faultOfPassword(draft.password) : null,
    areaId: needsArea ? ({ fault: 'missing' } as const) : null,
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== null));
}

export function newAccountOf({ username, displayName, password, role, areaId }: AccountDraft): NewAccount {
  return { username, displayName: displayName.trim(), password, role, areaId };
}

/** What is to be changed; an empty password keeps the old one. */
export function changeOf({ displayName, password, role, areaId, disabled }: AccountDraft): AccountChange {
  const change = { displayName: displayName.trim(), role, areaId, disabled };
  return password === '' ? change : { ...change, password };
}

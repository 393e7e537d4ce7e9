import type { SetupRequest } from '@loa/protocol';

export const PASSWORD_LENGTH = 10;
const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

/** What is wrong with a field, as a key of `access.faults`; `count` is what is missing. */
export interface FieldFault {
  fault: 'usernameForm' | 'passwordShort' | 'passwordDiffers' | 'missing';
  count?: number;
}

export function faultOfUsername(username: string): FieldFault | null {
  if (username === '') return { fault: 'missing' };
  return USERNAME.test(username) ? null : { fault: 'usernameForm' };
}

export function faultOfPassword(password: string): FieldFault | null {
  if (password === '') return { fault: 'missing' };
  const short = PASSWORD_LENGTH - password.length;
  return short > 0 ? { fault: 'passwordShort', count: short } : null;
}

export function faultOfText(text: string): FieldFault | null {
  return text.trim() === '' ? { fault: 'missing' } : null;
}

export interface SetUpFields extends SetupRequest {
  passwordAgain: string;
}

/** The faults of the set-up form, by field; empty when it can be sent. */
export function faultsOfSetUp(fields: SetUpFields): Partial<Record<keyof SetUpFields, FieldFault>> {
  const again: FieldFault | null =
    fields.passwordAgain === fields.password ? null : { fault: 'passwordDiffers' };
  const faults = {
    setupCode: faultOfText(fields.setupCode),
    displayName: faultOfText(fields.displayName),
    username: faultOfUsername(fields.username),
    password: faultOfPassword(fields.password),
    passwordAgain: again,
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== null));
}

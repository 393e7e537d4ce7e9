import { expect, test } from 'vitest';
import { NewAccount } from '@loa/protocol';
import { faultOfPassword, faultOfUsername, faultsOfSetUp, PASSWORD_LENGTH } from './credentials.ts';

const good = {
  setupCode: 'X',
  displayName: 'Lê An',
  username: 'le.an',
  password: 'mot cau dai',
  passwordAgain: 'mot cau dai',
};

/** The rule that the contract sets for a field. */
const ruleOf = (field: 'password' | 'username') =>
  NewAccount.properties[field] as { minLength?: number; pattern?: string };

test('the screen asks for as long a password as the server does', () => {
  expect(ruleOf('password').minLength).toBe(PASSWORD_LENGTH);
});

test('the screen takes exactly the user names that the server takes', () => {
  const pattern = new RegExp(ruleOf('username').pattern ?? 'missing');
  for (const name of ['le.an', 'a', 'Lê', 'x'.repeat(32), 'x'.repeat(33), '-a', 'a_b-c']) {
    expect(faultOfUsername(name) === null, name).toBe(pattern.test(name));
  }
});

test('a short password is told how much is missing', () => {
  expect(faultOfPassword('1234567')).toEqual({ fault: 'passwordShort', count: 3 });
});

test('only what is wrong is named', () => {
  expect(faultsOfSetUp(good)).toEqual({});
  expect(faultsOfSetUp({ ...good, passwordAgain: 'x' })).toEqual({
    passwordAgain: { fault: 'passwordDiffers' },
  });
});

import { expect, test } from 'vitest';
import { sumUp } from './sum-up.mjs';

const file = (status, ...statuses) => ({
  name: 'a.test.ts',
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
});
const check = (isPassed) => ({ name: 'lint', isPassed });

test('each test and each check counts once', () => {
  const tests = {
    testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'passed', 'failed')],
  };
  const sum = sumUp({ tests, testsCode: 1, checks: [check(true), check(false)] });
  expect(sum).toEqual({ passed: 4, failed: 2, skipped: 1, complaints: [] });
});

test('a test file that cannot be loaded is a failure although it holds no test', () => {
  const sum = sumUp({ tests: { testResults: [file('failed')] }, testsCode: 1, checks: [check(true)] });
  expect(sum).toMatchObject({ passed: 1, failed: 1 });
});

test('a run that died before its report is a failure', () => {
  expect(sumUp({ tests: undefined, testsCode: 1, checks: [] })).toMatchObject({ passed: 0, failed: 1 });
  expect(sumUp({ tests: { testResults: [] }, testsCode: 0, checks: undefined })).toMatchObject({ failed: 1 });
});

test('an exit code that no failed test explains is a failure', () => {
  const tests = { testResults: [file('passed', 'passed')] };
  expect(sumUp({ tests, testsCode: 1, checks: [] })).toMatchObject({ passed: 1, failed: 1 });
});

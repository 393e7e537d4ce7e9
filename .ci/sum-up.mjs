/**
 * Counts passed and failed: each test of Vitest's JSON report, each test file that could not even be
 * loaded, and each check. Something that left no report, or an exit code that no test explains, counts as
 * one failure, so that a broken run never looks like a small one.
 */
export function sumUp({ tests, testsCode, checks }) {
  const files = tests?.testResults ?? [];
  const all = files.flatMap((file) => file.assertionResults);
  const withStatus = (...statuses) => all.filter(({ status }) => statuses.includes(status)).length;
  const unloadable = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(isFailed),
  );
  const complaints = unloadable.map((file) => `could not run: ${file.name}`);
  const failedTests = withStatus('failed') + unloadable.length;
  if (tests === undefined) complaints.push('the tests left no report');
  else if (testsCode !== 0 && failedTests === 0) complaints.push(`the test run ended with code ${testsCode}`);
  if (checks === undefined) complaints.push('the checks left no report');
  const passedChecks = (checks ?? []).filter(({ isPassed }) => isPassed).length;
  return {
    passed: withStatus('passed') + passedChecks,
    failed: withStatus('failed') + complaints.length + (checks ?? []).length - passedChecks,
    skipped: withStatus('skipped', 'pending', 'todo', 'disabled'),
    complaints,
  };
}

function isFailed({ status }) {
  return status === 'failed';
}

// Adds up what Vitest and the checks found; the last line is the sum.
//   node .ci/tally.mjs VITEST_JSON VITEST_EXIT_CODE CHECKS_JSON
import { existsSync, readFileSync } from 'node:fs';
import { sumUp } from './sum-up.mjs';

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function main([testsFile, testsCode, checksFile]) {
  const sum = sumUp({
    tests: readJson(testsFile),
    testsCode: Number(testsCode),
    checks: readJson(checksFile),
  });
  sum.complaints.forEach((complaint) => console.log(complaint));
  if (sum.skipped > 0) console.log(`${sum.skipped} tests were skipped`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

main(process.argv.slice(2));

import { expect, test } from 'vitest';
import {
  addonBuildPackages,
  debianPackages,
  installPlan,
  missingPackages,
  packagesFor,
  workerBuildPackages,
} from './debian.mjs';

test('every package that a target or a compilation asks for can be looked for', () => {
  const asked = [...Object.values(packagesFor).flat(), ...addonBuildPackages, ...workerBuildPackages];
  expect(asked.filter((name) => debianPackages[name] === undefined)).toEqual([]);
});

test('a package counts as missing when neither its program nor its file is found, and is named once', () => {
  const has = ({ program }) => program === 'ffmpeg';
  expect(missingPackages(['ffmpeg', 'libuv1-dev', 'chromium', 'chromium'], has)).toEqual([
    'libuv1-dev',
    'chromium',
  ]);
});

test('nothing is asked for later compilations while everything needed now is there', () => {
  expect(installPlan({ missing: [], later: ['cmake'], isRoot: false, hasApt: true })).toEqual({
    kind: 'nothing',
  });
});

test('the administrator gets the missing packages installed, and no compiler before it is needed', () => {
  const plan = installPlan({ missing: ['ffmpeg'], later: ['cmake'], isRoot: true, hasApt: true });
  expect(plan).toEqual({ kind: 'install', packages: ['ffmpeg'] });
});

test('another user is asked once, with one command that also covers a later compilation', () => {
  const plan = installPlan({
    missing: ['ffmpeg', 'g++'],
    later: ['g++', 'cmake'],
    isRoot: false,
    hasApt: true,
  });
  expect(plan.kind).toBe('ask');
  expect(plan.command).toBe(
    `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ffmpeg g++ cmake'`,
  );
});

test('a system without apt-get is told what is missing, not given a command that it does not know', () => {
  const plan = installPlan({ missing: ['ffmpeg'], isRoot: true, hasApt: false });
  expect(plan).toEqual({ kind: 'ask', packages: ['ffmpeg'], command: undefined });
});

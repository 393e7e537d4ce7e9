import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemTime } from './system-time-link.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-system-time-'));
  // What this machine has of these programs is of no matter.
  vi.stubEnv('PATH', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A program that answers one question and fails at any other. */
async function install(name: string, question: string, answer: string, exitCode = 0): Promise<void> {
  const script = `#!/bin/sh\n[ "$*" = '${question}' ] || exit 2\necho '${answer}'\nexit ${exitCode}\n`;
  await writeFile(join(folder, name), script, { mode: 0o755 });
}

const chrony = (answer: string, exitCode = 0) => install('chronyc', '-n tracking', answer, exitCode);
const systemd = (answer: string, exitCode = 0) =>
  install('timedatectl', 'show -p NTPSynchronized --value', answer, exitCode);

/** As chrony 4.3 tells it. */
const following = (leapStatus: string) => `\
Reference ID    : CB00710F (203.0.113.15)
Stratum         : 3
Ref time (UTC)  : Fri Jan 27 09:49:17 2023
System time     : 0.000006523 seconds slow of NTP time
Last offset     : -0.000006747 seconds
RMS offset      : 0.000035822 seconds
Frequency       : 3.225 ppm slow
Residual freq   : -0.000 ppm
Skew            : 0.129 ppm
Root delay      : 0.013639022 seconds
Root dispersion : 0.001100737 seconds
Update interval : 64.2 seconds
Leap status     : ${leapStatus}`;

const FOLLOWING_NOBODY = `\
Reference ID    : 00000000 ()
Stratum         : 0
Ref time (UTC)  : Thu Jan 01 00:00:00 1970
System time     : 0.000000000 seconds fast of NTP time
Last offset     : +0.000000000 seconds
RMS offset      : 0.000000000 seconds
Frequency       : 0.000 ppm slow
Residual freq   : +0.000 ppm
Skew            : 0.000 ppm
Root delay      : 1.000000000 seconds
Root dispersion : 1.000000000 seconds
Update interval : 0.0 seconds
Leap status     : Not synchronised`;

it.each(['Normal', 'Insert second', 'Delete second'])(
  'believes a chrony that follows a server, whatever it says of leap seconds: %s',
  async (leapStatus) => {
    await chrony(following(leapStatus));
    expect(await systemTime()).toBe('synchronized');
  },
);

it('does not believe a chrony that follows nobody', async () => {
  await chrony(FOLLOWING_NOBODY);
  expect(await systemTime()).toBe('unsynchronized');
});

it.each([
  ['nobody', FOLLOWING_NOBODY],
  ['itself', following('Normal').replace('CB00710F (203.0.113.15)', '7F7F0101 ()')],
])('does not believe a chrony that follows %s, whatever systemd says of the kernel', async (_, answer) => {
  await chrony(answer);
  expect(await systemTime()).toBe('unsynchronized');
  await systemd('yes');
  expect(await systemTime()).toBe('unsynchronized');
});

it.each([
  ['yes', 'synchronized'],
  ['no', 'unsynchronized'],
])('takes the word of systemd where there is no chrony: %s', async (answer, expected) => {
  await systemd(answer);
  expect(await systemTime()).toBe(expected);
});

it('takes the word of systemd where chrony is installed and does not run', async () => {
  await chrony('506 Cannot talk to daemon', 1);
  await systemd('yes');
  expect(await systemTime()).toBe('synchronized');
});

it('finds no time service on a machine that has neither', async () => {
  expect(await systemTime()).toBe('none');
});

it('finds no time service where both are installed and neither runs', async () => {
  await chrony('506 Cannot talk to daemon', 1);
  await systemd('', 1);
  expect(await systemTime()).toBe('none');
});

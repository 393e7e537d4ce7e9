import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun } from '../commands.mjs';
import { installPlan, missingPackages } from '../debian.mjs';
import { Stop } from '../stop.mjs';

// Debian keeps servers and network tools out of the path of ordinary users.
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const aptOptions = ['-q', '-o', 'DPkg::Lock::Timeout=120'];

/** Sees to it that the named Debian packages are there; says what it did. Stops when a person has to act. */
export async function ensurePrograms(names, { later = [], note = () => {} } = {}) {
  const missing = missingPackages(names, isThere);
  const plan = installPlan({
    missing,
    later: missingPackages(later, isThere),
    isRoot: process.getuid?.() === 0,
    hasApt: isThere({ program: 'apt-get' }),
  });
  if (plan.kind === 'ask') throw new Stop(requestFor(plan));
  if (plan.kind === 'nothing') return 'already there';
  note(`installing ${plan.packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', [...aptOptions, 'update'], { env });
  await mustRun('apt-get', [...aptOptions, 'install', '-y', '--no-install-recommends', ...plan.packages], {
    env,
  });
  const stillMissing = missingPackages(plan.packages, isThere);
  if (stillMissing.length > 0)
    throw new Stop(`apt-get ended well but these are not there: ${stillMissing.join(' ')}`);
  return `installed ${plan.packages.join(' ')}`;
}

/** Whether a program is on the path, or a file exists. */
export function isThere({ program, file }) {
  if (file !== undefined) return existsSync(file);
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...systemFolders];
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, program)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(error.code)) return false;
    throw error;
  }
}

function requestFor({ command, packages }) {
  const vi = 'Máy còn thiếu một số chương trình. Hãy chạy lệnh dưới đây rồi chạy lại:';
  const en = 'Some programs are missing on this machine. Run this once, then start again:';
  return `${vi}\n${en}\n\n  ${command ?? `install what Debian calls: ${packages.join(' ')}`}\n`;
}

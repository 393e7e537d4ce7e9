import { Stop } from '../stop.mjs';

const oldest = [20, 19, 0];

/** Whether a version such as "20.19.0" is new enough for the libraries in use. */
export function isNodeNewEnough(version) {
  const parts = version.split('.').map(Number);
  const differing = oldest.findIndex((part, at) => parts[at] !== part);
  return differing === -1 || parts[differing] > oldest[differing];
}

export async function checkNode(version = process.versions.node) {
  if (isNodeNewEnough(version)) return version;
  throw new Stop(
    `Cần Node.js ${oldest.join('.')} trở lên, máy đang có ${version}.\n` +
      `Node.js ${oldest.join('.')} or newer is needed, this is ${version}.\n` +
      'See https://nodejs.org/en/download or https://github.com/nodesource/distributions for Debian packages.',
  );
}

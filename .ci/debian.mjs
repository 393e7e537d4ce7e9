/**
 * What is needed from Debian, and how to see that it is there: a program on the path, or a file.
 * Looking for the thing itself, not for the package, lets other distributions pass as well.
 */
export const debianPackages = {
  ffmpeg: { program: 'ffmpeg' },
  'espeak-ng': { program: 'espeak-ng' },
  chromium: { program: 'chromium' },
  mosquitto: { program: 'mosquitto' },
  iproute2: { program: 'ip' },
  'alsa-utils': { program: 'aplay' },
  'asterisk-core-sounds-en-wav': { file: '/usr/share/asterisk/sounds/en_US_f_Allison/activated.wav' },
  'g++': { program: 'g++' },
  make: { program: 'make' },
  python3: { program: 'python3' },
  cmake: { program: 'cmake' },
  'ninja-build': { program: 'ninja' },
  'pkg-config': { program: 'pkg-config' },
  'flatbuffers-compiler': { program: 'flatc' },
  'libflatbuffers-dev': { file: '/usr/include/flatbuffers/flatbuffers.h' },
  'libabsl-dev': { file: '/usr/include/absl/strings/string_view.h' },
  'libssl-dev': { file: '/usr/include/openssl/ssl.h' },
  'libuv1-dev': { file: '/usr/include/uv.h' },
  'libsrtp2-dev': { file: '/usr/include/srtp2/srtp.h' },
  'libusrsctp-dev': { file: '/usr/include/usrsctp.h' },
};

const forServer = ['ffmpeg', 'espeak-ng'];
// The tests need a second broker, a browser, network namespaces and recordings of human speech.
const forTests = ['chromium', 'mosquitto', 'iproute2', 'alsa-utils', 'asterisk-core-sounds-en-wav'];

/** Packages that a target needs to run. */
export const packagesFor = {
  build: [],
  start: forServer,
  demo: forServer,
  // Bad lines are made by a program that is compiled here.
  bench: [...forServer, ...forTests, 'g++'],
  test: [...forServer, ...forTests],
};

/** Packages that only a compilation needs, when nothing ready-made could be had. */
export const addonBuildPackages = ['g++', 'make', 'python3'];
export const workerBuildPackages = [
  'g++',
  'cmake',
  'ninja-build',
  'pkg-config',
  'flatbuffers-compiler',
  'libflatbuffers-dev',
  'libabsl-dev',
  'libssl-dev',
  'libuv1-dev',
  'libsrtp2-dev',
  'libusrsctp-dev',
];

/** Those of `names` that `has` (asked with the entry of the table above) does not find. */
export function missingPackages(names, has) {
  return [...new Set(names)].filter((name) => !has(debianPackages[name]));
}

/**
 * What to do about missing packages: nothing, install them, or ask the person to.
 * Whoever has to be asked is asked once, so `later` adds what a compilation may need afterwards.
 */
export function installPlan({ missing, later = [], isRoot, hasApt }) {
  if (missing.length === 0) return { kind: 'nothing' };
  if (isRoot && hasApt) return { kind: 'install', packages: missing };
  const packages = [...new Set([...missing, ...later])];
  return { kind: 'ask', packages, command: hasApt ? installCommand(packages, isRoot) : undefined };
}

function installCommand(packages, isRoot) {
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  return isRoot ? line : `sudo sh -c '${line}'`;
}

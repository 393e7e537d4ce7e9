/**
 * The one table of who may touch what. A file says by its place and by the last word of its name what it is;
 * the architecture test reads both here.
 */

/** Which other packages a package may import. Programs meet on the wire, not in each other's code. */
export const arrows: Record<string, readonly string[]> = {
  protocol: [],
  server: ['protocol'],
  'edge-agent': ['protocol'],
  console: ['protocol'],
  // Pretend hardware starts a real agent through the agent's public door.
  'firmware-sim': ['protocol', 'edge-agent'],
  test: ['protocol', 'server', 'edge-agent', 'firmware-sim', 'console'],
};

export type Kind =
  'test' | 'testing' | 'fake' | 'root' | 'store' | 'routes' | 'adapter' | 'shell' | 'rule' | 'free';

/** Files straight in a program's `src` that put the parts together or open the package's door. */
const roots = ['main', 'app', 'agent', 'config', 'index', 'cli', 'demo'];

const kindOfEnding: Record<string, Kind> = {
  store: 'store',
  routes: 'routes',
  link: 'adapter',
  client: 'adapter',
  sink: 'adapter',
  socket: 'adapter',
};

/**
 * A file that acts (gathers facts, asks a rule, does something about the answer) is called by who does it:
 * `plan-publisher`, `pole-watcher`. Two words of which the second ends in -er or -or are such a name, and so
 * are these words, also alone.
 */
const shellWords: readonly string[] = [
  ...['bus', 'desk', 'dispatcher', 'door', 'enroller', 'gate', 'gatekeeper', 'hub', 'listener', 'reconciler'],
  'transcoder',
];

/** Words that end alike and name a thing that only computes. */
const computingWords: readonly string[] = [
  ...[
    'answer',
    'buffer',
    'cipher',
    'cluster',
    'counter',
    'decoder',
    'encoder',
    'error',
    'filter',
    'finder',
    'header',
  ],
  ...['limiter', 'meter', 'mixer', 'number', 'order', 'planner', 'power', 'resampler', 'tracker'],
];

/** Where a file with no telling name is a rule. The console and the pretend hardware are free in this. */
const roomsOfRules = ['protocol/src/', 'server/src/', 'edge-agent/src/'];
/** Where names of doers are names of links in a signal path, such as `nack-scheduler`: rules too. */
const roomsOfComputing = ['edge-agent/src/receive/'];

/** Folders that are wholly one kind, whatever their files are called. */
const wholeFolders: Record<string, Kind> = { 'server/src/storage': 'store', 'server/src/links': 'adapter' };

/** npm packages that only compute: no clock, no disk, no network. Rules may import these and no others. */
export const purePackages: readonly string[] = ['typebox', 'jose'];

/** Rule files that are allowed something, and why. */
export const exceptions: Record<string, { allowed: readonly string[]; reason: string }> = {
  'protocol/src/system-clock.ts': {
    allowed: ['Date.now', 'performance'],
    reason: 'The one clock that programs hand in where a rule or a test wants a clock as an argument.',
  },
  'edge-agent/src/receive/srtp-cipher.ts': {
    allowed: ['node:crypto'],
    reason: 'Decrypting only computes: the same key and packet give the same bytes, and no chance is drawn.',
  },
};

/** What the file at this path (from the top of the repository) is. */
export function kindOf(path: string): Kind {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const name = path.slice(folder.length + 1).replace(/\.(d\.)?tsx?$/, '');
  if (name.endsWith('.test') || path.startsWith('test/')) return 'test';
  if (folder.split('/').includes('testing')) return 'testing';
  if (name.startsWith('fake-')) return 'fake';
  if (/^[^/]+\/src$/.test(folder) && roots.includes(name)) return 'root';
  const whole = wholeFolders[folder];
  if (whole !== undefined) return whole;
  const byEnding = name.includes('-') ? kindOfEnding[lastWordOf(name)] : undefined;
  if (byEnding !== undefined) return byEnding;
  if (!roomsOfRules.some((room) => path.startsWith(room))) return 'free';
  return isShell(path, name) ? 'shell' : 'rule';
}

function isShell(path: string, name: string): boolean {
  // What the programs agree on does nothing by itself.
  if (packageOf(path) === 'protocol') return false;
  const word = lastWordOf(name);
  if (shellWords.includes(word)) return true;
  if (roomsOfComputing.some((room) => path.startsWith(room))) return false;
  return name.includes('-') && /[eo]r$/.test(word) && !computingWords.includes(word);
}

function lastWordOf(name: string): string {
  return name.slice(name.lastIndexOf('-') + 1);
}

/** The package that a path lies in: its first folder. */
export function packageOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

import { LoaError } from '@loa/protocol';
import { CONFIG_KEYS, type ConfigKey } from './config-keys.ts';
import { nearest } from './nearest-word.ts';

type ValueOf<Key> = Key extends { kind: 'number' }
  ? number
  : Key extends { kind: 'choice'; choices: readonly (infer Choice)[] }
    ? Choice
    : string;

/** The settings of one server, complete and checked; `CONFIG_KEYS` says what each means. */
export type Config = { -readonly [Name in keyof typeof CONFIG_KEYS]: ValueOf<(typeof CONFIG_KEYS)[Name]> };

/** Variables that are no settings: where the settings are read from, and where to say that the server is ready. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set(['LOA_CONFIG', 'LOA_READY_FILE']);
/** Variables of our other programs, which may stand in the same environment. */
const FOREIGN = /^LOA_(AGENT|DEMO|TEST|BENCH)_|^LOA_CACHE$|^LOA_KEEP_WORLD$/;

/** `httpsPort` is `LOA_HTTPS_PORT`. */
export function variableOf(name: string): string {
  return `LOA_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * The settings from the environment, over those of the file's text (JSON), over the defaults. Throws
 * `config.unknown-key` with the nearest known one, or `config.invalid`.
 */
export function readConfig(environment: Record<string, string | undefined>, fileText?: string): Config {
  const given = { ...fromFile(fileText), ...fromEnvironment(environment) };
  const values = Object.entries(CONFIG_KEYS).map(([name, key]) => [
    name,
    given[name] === undefined ? key.default : checked(name, key, given[name]),
  ]);
  const config = Object.fromEntries(values) as Config;
  return { ...config, announcedHost: announcedHostOf(config) };
}

/** Poles and browsers cannot call "every address of this machine". */
function announcedHostOf({ announcedHost, listenHost }: Config): string {
  const host = announcedHost === '' ? listenHost : announcedHost;
  const isWildcard = host === '0.0.0.0' || host === '::';
  if (!isWildcard) return host;
  throw new LoaError('config.invalid', {
    key: 'announcedHost',
    expected: `the name or address by which poles and browsers reach this server, since listenHost is ${listenHost}`,
  });
}

function fromFile(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  const value = parseObject(text);
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(CONFIG_KEYS, name)) refuseUnknown(name, Object.keys(CONFIG_KEYS));
  }
  return value;
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LoaError('config.invalid', { expected: 'a file in JSON' }, error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new LoaError('config.invalid', { expected: 'one JSON object' });
}

function fromEnvironment(environment: Record<string, string | undefined>): Record<string, unknown> {
  const nameOf = new Map(Object.keys(CONFIG_KEYS).map((name) => [variableOf(name), name]));
  const found: Record<string, unknown> = {};
  // The name under which hosting services hand a broker to a program.
  if (environment['MQTT_URL'] !== undefined) found['mqttUrl'] = environment['MQTT_URL'];
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('LOA_') || OTHER_VARIABLES.has(variable) || FOREIGN.test(variable)) continue;
    const name = nameOf.get(variable);
    if (name === undefined) refuseUnknown(variable, [...nameOf.keys(), ...OTHER_VARIABLES]);
    else found[name] = value;
  }
  return found;
}

function refuseUnknown(key: string, known: readonly string[]): never {
  throw new LoaError('config.unknown-key', { key, nearest: nearest(key, known) });
}

function checked(name: string, key: ConfigKey, value: unknown): string | number {
  switch (key.kind) {
    case 'number':
      return checkedNumber(name, key, value);
    case 'choice':
      if (typeof value === 'string' && key.choices.includes(value)) return value;
      return refuse(name, value, `one of ${key.choices.join(', ')}`);
    case 'text':
    case 'secret':
      if (typeof value === 'string' && value.length <= 4096) return value;
      return refuse(name, key.kind === 'secret' ? '(secret)' : value, 'a text of at most 4,096 characters');
  }
}

function checkedNumber(name: string, key: ConfigKey & { kind: 'number' }, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const fits =
    typeof number === 'number' && Number.isInteger(number) && number >= key.min && number <= key.max;
  return fits ? number : refuse(name, value, `a whole number (${key.unit}) from ${key.min} to ${key.max}`);
}

function refuse(key: string, value: unknown, expected: string): never {
  throw new LoaError('config.invalid', { key, value, expected });
}

import { LoaError } from '@loa/protocol';
import { AGENT_CONFIG_KEYS, type ConfigKey } from './config-keys.ts';
import { nearestWord } from './nearest-word.ts';

type ValueOf<Key> = Key extends { kind: 'number' }
  ? number
  : Key extends { kind: 'choice'; choices: readonly (infer Choice)[] }
    ? Choice
    : Key extends { kind: 'command' }
      ? readonly string[]
      : string;

/** The settings of one agent, complete and checked; `AGENT_CONFIG_KEYS` says what each means. */
export type AgentConfig = {
  -readonly [Name in keyof typeof AGENT_CONFIG_KEYS]: ValueOf<(typeof AGENT_CONFIG_KEYS)[Name]>;
};

/** Where the settings lie when nobody says otherwise. */
export const DEFAULT_CONFIG_FILE = '/etc/loa/agent.json';
/** Names the file of settings. */
export const CONFIG_FILE_VARIABLE = 'LOA_AGENT_CONFIG';

const PREFIX = 'LOA_AGENT_';

/** `dataFolder` is `LOA_AGENT_DATA_FOLDER`. */
export function variableOf(name: string): string {
  return PREFIX + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * The settings from the environment, over those of the file's text (JSON), over the defaults. Throws
 * `config.unknown-key` with the nearest known one, or `config.invalid`.
 */
export function readConfig(environment: Record<string, string | undefined>, fileText?: string): AgentConfig {
  const given = { ...fromFile(fileText), ...fromEnvironment(environment) };
  const values = Object.entries(AGENT_CONFIG_KEYS).map(([name, key]) => [
    name,
    given[name] === undefined ? key.default : checked(name, key, given[name]),
  ]);
  return Object.fromEntries(values) as AgentConfig;
}

function fromFile(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LoaError('config.invalid', { expected: 'a file with one JSON object' });
  }
  const known = Object.keys(AGENT_CONFIG_KEYS);
  for (const key of Object.keys(value)) if (!known.includes(key)) refuseUnknown(key, known);
  return value as Record<string, unknown>;
}

function fromEnvironment(environment: Record<string, string | undefined>): Record<string, unknown> {
  const nameOf = new Map(Object.keys(AGENT_CONFIG_KEYS).map((name) => [variableOf(name), name]));
  const found: Record<string, unknown> = {};
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || variable === CONFIG_FILE_VARIABLE) continue;
    const name = nameOf.get(variable);
    if (name === undefined) refuseUnknown(variable, [...nameOf.keys(), CONFIG_FILE_VARIABLE]);
    else found[name] = value;
  }
  return found;
}

function refuseUnknown(key: string, known: readonly string[]): never {
  throw new LoaError('config.unknown-key', { key, nearest: nearestWord(key, known) });
}

function checked(name: string, key: ConfigKey, value: unknown): unknown {
  switch (key.kind) {
    case 'number':
      return checkedNumber(name, key, value);
    case 'choice':
      if (typeof value === 'string' && key.choices.includes(value)) return value;
      return refuse(name, value, `one of ${key.choices.join(', ')}`);
    case 'command':
      return checkedCommand(name, value);
    case 'text':
      return typeof value === 'string' ? value : refuse(name, value, 'a text');
  }
}

function checkedNumber(
  name: string,
  { min, max, unit }: ConfigKey & { kind: 'number' },
  value: unknown,
): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const fits = typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max;
  return fits ? number : refuse(name, value, `a whole number (${unit}) from ${min} to ${max}`);
}

/** A list of program and arguments; in the environment as a JSON list, or with blanks in between. */
function checkedCommand(name: string, value: unknown): string[] {
  const list =
    typeof value !== 'string' ? value : value.startsWith('[') ? parsed(value) : value.trim().split(/\s+/);
  const isCommand =
    Array.isArray(list) && list.every((word) => typeof word === 'string') && list[0] !== undefined;
  return isCommand && list[0] !== '' ? list : refuse(name, value, 'a program and its arguments');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoaError('config.invalid', { expected: 'JSON' }, error);
  }
}

function refuse(key: string, value: unknown, expected: string): never {
  throw new LoaError('config.invalid', { key, value, expected });
}

import { LoaError } from './errors.ts';
import { nearest } from './nearest-word.ts';

/** One setting of a program: what it means, in what unit, from where to where, and what holds when nobody sets it. */
export type SettingKey = { meaning: string } & (
  | { kind: 'text' | 'secret'; default: string }
  | { kind: 'number'; default: number; unit: string; min: number; max: number }
  | { kind: 'choice'; default: string; choices: readonly string[] }
  | { kind: 'command'; default: readonly string[] }
);

export type SettingKeys = Record<string, SettingKey>;

type ValueOf<Key> = Key extends { kind: 'number' }
  ? number
  : Key extends { kind: 'choice'; choices: readonly (infer Choice)[] }
    ? Choice
    : Key extends { kind: 'command' }
      ? readonly string[]
      : string;

/** All settings of a program, complete and checked. */
export type Settings<Keys extends SettingKeys> = { -readonly [Name in keyof Keys]: ValueOf<Keys[Name]> };

export type Environment = Record<string, string | undefined>;

/** Where a program's settings come from. */
export interface SettingsSource {
  environment: Environment;
  /** Text of the file of settings: one JSON object. */
  fileText: string | undefined;
  /** Begins every variable of this program: `LOA_`. */
  prefix: string;
  /** Variables that begin so and are no settings. */
  isOther: (variable: string) => boolean;
}

/** `httpsPort` is `LOA_HTTPS_PORT`. */
export function settingVariable(prefix: string, name: string): string {
  return prefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * The settings from the environment, over those of the file, over the defaults. Closed: throws `config.unknown-key`
 * with the nearest known name, or `config.invalid` with what was expected; a secret is never repeated.
 */
export function readSettings<Keys extends SettingKeys>(keys: Keys, source: SettingsSource): Settings<Keys> {
  const given = { ...fromFile(keys, source.fileText), ...fromEnvironment(keys, source) };
  const values = Object.entries(keys).map(([name, key]) => [
    name,
    given[name] === undefined ? key.default : checked(name, key, given[name]),
  ]);
  return Object.fromEntries(values) as Settings<Keys>;
}

function fromFile(keys: SettingKeys, text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LoaError('config.invalid', { expected: 'a file with one JSON object' });
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(keys, name)) refuseUnknown(name, Object.keys(keys));
  }
  return value as Record<string, unknown>;
}

function fromEnvironment(
  keys: SettingKeys,
  { environment, prefix, isOther }: SettingsSource,
): Record<string, unknown> {
  const nameOf = new Map(Object.keys(keys).map((name) => [settingVariable(prefix, name), name]));
  const found: Record<string, unknown> = {};
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(prefix) || isOther(variable)) continue;
    const name = nameOf.get(variable);
    if (name === undefined) refuseUnknown(variable, [...nameOf.keys()]);
    else found[name] = value;
  }
  return found;
}

function refuseUnknown(key: string, known: readonly string[]): never {
  throw new LoaError('config.unknown-key', { key, nearest: nearest(key, known) });
}

function checked(name: string, key: SettingKey, value: unknown): unknown {
  switch (key.kind) {
    case 'number':
      return checkedNumber(name, key, value);
    case 'choice':
      if (typeof value === 'string' && key.choices.includes(value)) return value;
      return refuse(name, value, `one of ${key.choices.join(', ')}`);
    case 'command':
      return checkedCommand(name, value);
    case 'text':
    case 'secret':
      if (typeof value === 'string' && value.length <= 4096) return value;
      return refuse(name, key.kind === 'secret' ? '(secret)' : value, 'a text of at most 4,096 characters');
  }
}

function checkedNumber(name: string, key: SettingKey & { kind: 'number' }, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const fits =
    typeof number === 'number' && Number.isInteger(number) && number >= key.min && number <= key.max;
  return fits ? number : refuse(name, value, `a whole number (${key.unit}) from ${key.min} to ${key.max}`);
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

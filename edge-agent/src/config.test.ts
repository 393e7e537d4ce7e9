import { describe, expect, it } from 'vitest';
import type { LoaError } from '@loa/protocol';
import { AGENT_CONFIG_KEYS } from './config-keys.ts';
import { readConfig, variableOf } from './config.ts';

function refusal(read: () => unknown): LoaError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error as LoaError;
  }
}

it('needs nothing to be said', () => {
  const config = readConfig({});
  expect(config.dataFolder).toBe('/var/lib/loa');
  expect(config.outputCommand[0]).toBe('aplay');
  expect(Object.keys(config)).toEqual(Object.keys(AGENT_CONFIG_KEYS));
});

it('puts the environment over the file', () => {
  const file = JSON.stringify({ outputAheadMs: 80, amplifierHost: '10.0.0.2' });
  const config = readConfig({ LOA_AGENT_OUTPUT_AHEAD_MS: '120', HOME: '/root' }, file);
  expect(config).toMatchObject({ outputAheadMs: 120, amplifierHost: '10.0.0.2' });
});

it.each(['cat -', '["cat","-"]'])('reads a command from the environment as %s', (text) => {
  expect(readConfig({ LOA_AGENT_OUTPUT_COMMAND: text }).outputCommand).toEqual(['cat', '-']);
});

describe('a mistake in the settings is refused', () => {
  it('with the nearest name, where the name is wrong', () => {
    const inFile = refusal(() => readConfig({}, '{"outputAhedMs":100}'));
    expect(inFile).toMatchObject({ code: 'config.unknown-key', details: { nearest: 'outputAheadMs' } });
    const inEnvironment = refusal(() => readConfig({ LOA_AGENT_DATAFOLDER: '/x' }));
    expect(inEnvironment?.details['nearest']).toBe('LOA_AGENT_DATA_FOLDER');
  });

  it.each([
    ['{"outputAheadMs":20}'],
    ['{"outputAheadMs":"soon"}'],
    ['{"logLevel":"loud"}'],
    ['{"outputCommand":[]}'],
    ['{"dataFolder":5}'],
    ['[]'],
    ['{'],
  ])('%s', (text) => {
    expect(refusal(() => readConfig({}, text))?.code).toBe('config.invalid');
  });
});

it('says of every setting what it means, and gives it a variable of its own', () => {
  for (const { meaning } of Object.values(AGENT_CONFIG_KEYS)) expect(meaning.length).toBeGreaterThan(15);
  const variables = Object.keys(AGENT_CONFIG_KEYS).map(variableOf);
  expect(new Set(variables).size).toBe(variables.length);
});

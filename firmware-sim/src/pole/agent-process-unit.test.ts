import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ENVIRONMENT, NODE_FLAGS } from './agent-process.ts';

const unit = readFileSync(
  join(import.meta.dirname, '../../../edge-agent/systemd/loa-agent.service'),
  'utf8',
).split('\n');
const valuesOf = (key: string) =>
  unit.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));

test('a virtual pole runs its agent with the flags and surroundings of the systemd unit', () => {
  const [command = ''] = valuesOf('ExecStart');
  expect(command.split(' ').filter((word) => word.startsWith('--'))).toEqual(NODE_FLAGS);
  const environment = valuesOf('Environment').flatMap((line) => line.split(' '));
  const wanted = Object.entries(ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
  expect(environment.filter((word) => word.startsWith('MALLOC_'))).toEqual(wanted);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { AGENT_CONFIG_KEYS } from './config-keys.ts';

const manual = readFileSync(new URL('../../docs/technicians-manual.md', import.meta.url), 'utf8').replaceAll(
  / +\|/g,
  ' |',
);
const table = manual.split('<!-- settings of the agent -->')[1]?.split('###')[0] ?? '';

it("the technician's manual has the agent's settings as the code has them, no more and no less", () => {
  const rows = [...table.matchAll(/^\| `(\w+)` \| (.*?) \| (.*) \|$/gm)].map(
    ([, name, standard, meaning]) => ({ name, standard, meaning }),
  );
  const keys = Object.entries(AGENT_CONFIG_KEYS).map(([name, key]) => ({
    name,
    standard: standardOf(key.default),
    meaning: key.meaning,
  }));
  expect(rows).toEqual(keys);
});

function standardOf(value: string | number | readonly string[]): string {
  const text = typeof value === 'object' ? value.join(' ') : String(value);
  return text === '' ? 'none' : `\`${text}\``;
}

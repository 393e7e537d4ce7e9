import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { EngineSettler, SETTLED_FLAGS } from './engine-settler.ts';

function settler() {
  const seen = { isSounding: false, settled: 0, look: (): void => undefined, isOver: false };
  const one = new EngineSettler(
    () => seen.isSounding,
    () => (seen.settled += 1),
  );
  one.start((_periodMs, work) => {
    seen.look = work;
    return () => (seen.isOver = true);
  });
  return seen;
}

test('the engine settles after 90 s of sound, pauses not counted, and once is enough', () => {
  const seen = settler();
  for (let i = 0; i < 100; i += 1) seen.look();
  seen.isSounding = true;
  for (let i = 0; i < 8; i += 1) seen.look();
  seen.isSounding = false;
  seen.look();
  expect(seen.settled).toBe(0);
  seen.isSounding = true;
  seen.look();
  expect(seen).toMatchObject({ settled: 1, isOver: true });
});

test('this V8 knows every flag', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const flag of SETTLED_FLAGS) expect(known).toContain(`  ${flag.split('=')[0]} (`);
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ENGINE_FLAGS, EngineSettler } from './engine-settler.ts';

function settler() {
  const seen = {
    isSounding: false,
    flags: [] as string[],
    steps: 0,
    look: (_times: number): void => undefined,
    isOver: false,
  };
  const one = new EngineSettler(
    () => seen.isSounding,
    (flags) => seen.flags.push(...flags),
    { step: () => (seen.steps += 1) },
  );
  one.start((_periodMs, work) => {
    seen.look = (times) => {
      for (let i = 0; i < times; i += 1) work();
    };
    return () => (seen.isOver = true);
  });
  return { seen, one };
}

test('the engine settles after 150 s of sound, pauses not counted', () => {
  const { seen } = settler();
  seen.look(100);
  seen.isSounding = true;
  seen.look(14);
  seen.isSounding = false;
  seen.look(1);
  expect(seen.flags).toEqual([]);
  seen.isSounding = true;
  seen.look(1);
  expect(seen.flags).toEqual([...ENGINE_FLAGS.settled, ...ENGINE_FLAGS.tidy]);
});

test('it is made to tidy up for 10 s every minute, whether it sounds or not', () => {
  const { seen, one } = settler();
  seen.isSounding = true;
  seen.look(15);
  seen.isSounding = false;
  const { tidy, atRest } = ENGINE_FLAGS;
  for (let round = 0; round < 3; round += 1) {
    seen.flags = [];
    seen.look(1);
    expect(seen.flags).toEqual(atRest);
    seen.look(4);
    expect(seen.flags).toEqual(atRest);
    seen.look(1);
    expect(seen.flags).toEqual([...atRest, ...tidy]);
  }
  one.close();
  expect(seen.isOver).toBe(true);
});

test('it fills the ends of pages a step at a time, after each tidying up while it sounds', () => {
  const { seen } = settler();
  seen.isSounding = true;
  seen.look(15);
  expect(seen.steps).toBe(0);
  seen.look(1);
  expect(seen.steps).toBe(1);
  seen.look(5);
  expect(seen.steps).toBe(1);
  seen.look(1);
  expect(seen.steps).toBe(2);
  seen.isSounding = false;
  seen.look(6);
  expect(seen.steps).toBe(2);
  seen.isSounding = true;
  seen.look(12);
  expect(seen.steps).toBe(4);
});

test('this V8 knows every flag', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const flag of Object.values(ENGINE_FLAGS).flat()) {
    const name = flag.split('=')[0]?.replace(/^--no-/, '--');
    expect(known).toContain(`  ${name} (`);
  }
});

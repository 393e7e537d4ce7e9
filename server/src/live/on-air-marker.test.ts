import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { HandClock, eventually } from '@loa/protocol';
import { OnAirMarker } from './on-air-marker.ts';

it('tells the next start when the server was last on air, and nothing before it ever was', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loa-mark-'));
  const clock = new HandClock();
  const marker = new OnAirMarker({ folder, clock, log: pino({ level: 'silent' }) });
  let isOnAir = false;
  marker.start(() => isOnAir);
  expect(await marker.lastOnAirAt()).toBeUndefined();
  isOnAir = true;
  await eventually(async () => ((await marker.lastOnAirAt()) === undefined ? 'no mark' : undefined));
  marker.close();
  const next = new OnAirMarker({ folder, clock, log: pino({ level: 'silent' }) });
  expect(Math.abs(((await next.lastOnAirAt()) ?? 0) - clock.now())).toBeLessThan(2);
  await rm(folder, { recursive: true });
});

import { expect, it } from 'vitest';
import { Lead } from './lead.ts';

it('is short for live speech and long for what is stored', () => {
  const lead = new Lead({ liveMs: 100, calmMs: 240 });
  expect(lead.wantedMs(true, 0)).toBe(100);
  expect(lead.wantedMs(false, 0)).toBe(240);
});

it('grows with each underrun, not without limit, and shrinks again after a minute', () => {
  const lead = new Lead({ liveMs: 100, calmMs: 240 });
  lead.noteUnderrun(0);
  expect(lead.wantedMs(true, 1)).toBe(130);
  for (let at = 1_000; at < 10_000; at += 1_000) lead.noteUnderrun(at);
  expect(lead.wantedMs(true, 10_000)).toBe(190);
  expect(lead.wantedMs(true, 70_000)).toBe(100);
});

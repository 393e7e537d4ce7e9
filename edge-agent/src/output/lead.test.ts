import { expect, it } from 'vitest';
import { Lead } from './lead.ts';

it('is long for what is stored, and short for live speech and for the silence in which it may be announced', () => {
  const lead = new Lead({ liveMs: 100, storedMs: 200 });
  expect(lead.wantedMs('stored', 0)).toBe(200);
  expect(lead.wantedMs('sturdy', 0)).toBe(140);
  expect(lead.wantedMs('standard', 0)).toBe(100);
  expect(lead.wantedMs('talk', 0)).toBe(100);
  expect(lead.wantedMs('nothing', 0)).toBe(100);
});

it('is never shorter for what is stored than for live speech', () => {
  expect(new Lead({ liveMs: 250, storedMs: 200 }).wantedMs('stored', 0)).toBe(250);
});

it('grows with each underrun, not without limit, and shrinks again after a minute', () => {
  const lead = new Lead({ liveMs: 100, storedMs: 200 });
  lead.noteUnderrun(0);
  expect(lead.wantedMs('standard', 1)).toBe(130);
  for (let at = 1_000; at < 10_000; at += 1_000) lead.noteUnderrun(at);
  expect(lead.wantedMs('standard', 10_000)).toBe(190);
  expect(lead.wantedMs('standard', 70_000)).toBe(100);
});

import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@loa/protocol';
import { LiveScreen } from '../world/live-screen.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { recordedSpeech, spokenMp3 } from '../world/speech.ts';
import { ADMINISTRATOR, TwoWards } from '../world/two-wards.ts';

const SCREENS = [
  '/',
  '/menu',
  '/live',
  '/emergency',
  '/library',
  '/schedule',
  '/schedule/new',
  '/schedule/BROADCAST',
  '/clusters',
  '/clusters/new',
  '/clusters/CLUSTER',
  '/areas',
  '/accounts',
  '/audit',
  '/not-there',
];
const LOOKS = [
  { name: 'a phone by day', width: 390, height: 844, colorScheme: 'light' },
  { name: 'a desk by night', width: 1280, height: 800, colorScheme: 'dark' },
] as const;

/** Links of the receiver that are in use on any line; the second copy is not on a good one. */
const RECEIVER_LINKS = ['line', 'filter', 'packets', 'asking', 'fec', 'guess', 'timeline'];

let world: TwoWards;
let browser: Browser;
let page: Page;
let broadcastId: string;

beforeAll(async () => {
  world = await TwoWards.open({ poles: 1 });
  const media = await world.prepare(
    'Thông báo',
    await spokenMp3(join(world.folder, 'told.mp3'), 'Kính thưa bà con, sáng mai tiêm phòng.'),
  );
  const targets = { areaIds: [world.thachHung.areaId], zoneIds: [], clusterIds: [] };
  const startAt = Date.now() + 3_600_000;
  const planned = await world.officer.plan({
    title: 'Thông báo',
    class: 'normal',
    targets,
    mediaId: media.id,
    startAt,
  });
  broadcastId = planned.id;
  browser = await openBrowser(await recordedSpeech(join(world.folder, 'speech.wav'), 30), true);
  page = await signIn(browser, world.server.ready.url, ADMINISTRATOR.username, ADMINISTRATOR.password);
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** What a screen reader, a keyboard or a weak eye would stumble over: the rule and the places. */
async function obstacles(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(10);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}

/** Waits until the pole's page has a figure for everything that its receiver measures, and packets have come. */
async function untilReceptionIsShown(page: Page): Promise<void> {
  await eventually(async () => {
    for (const link of RECEIVER_LINKS) {
      const figures = await receiverFigures(page, link);
      if (figures.length === 0 || !figures.every((figure) => /\d/.test(figure)))
        return `${link} shows ${figures.join(', ') || 'nothing'}`;
    }
    const [received = ''] = await receiverFigures(page, 'packets');
    return /[1-9]/.test(received) ? undefined : `${received} packets have come`;
  }, 20_000);
}

function receiverFigures(page: Page, link: string): Promise<string[]> {
  return page.getByTestId(`receiver-${link}`).locator('dd').allInnerTexts();
}

describe.each(LOOKS)('on $name', ({ width, height, colorScheme }) => {
  beforeAll(async () => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  });

  it.each(SCREENS)('%s bars nobody', async (path) => {
    const place = path
      .replace('BROADCAST', broadcastId)
      .replace('CLUSTER', world.thachHung.clusterIds[0] ?? '');
    await page.goto(`${world.server.ready.url}${place}`);
    expect(await obstacles(page)).toEqual([]);
  });

  it("a live broadcast bars nobody, on its own screen, beside another and on a pole's page", async () => {
    const screen = new LiveScreen(page);
    await screen.open([world.thachHung.areaId]);
    await screen.goLive();
    expect(await obstacles(page)).toEqual([]);
    const beside = await page.context().newPage();
    await beside.setViewportSize({ width, height });
    await beside.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await beside.goto(`${world.server.ready.url}/clusters`);
    await beside.locator('a[href="/live"]:visible').nth(1).waitFor();
    expect(await obstacles(beside)).toEqual([]);
    await beside.goto(`${world.server.ready.url}/clusters/${world.thachHung.clusterIds[0]}`);
    await untilReceptionIsShown(beside);
    expect(await obstacles(beside)).toEqual([]);
    await beside.close();
    await screen.stop();
  });
});

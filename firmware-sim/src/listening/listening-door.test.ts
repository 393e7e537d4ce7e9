import { once } from 'node:events';
import { request } from 'node:http';
import { eventually } from '@loa/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Lever, ListenedPole, PoleFacts } from './listened-pole.ts';
import { ListeningDoor } from './listening-door.ts';

class FakePole implements ListenedPole {
  readonly id = 'cum-1';
  readonly pulled: [Lever, boolean][] = [];
  readonly listeners = new Set<(samples: Int16Array) => void>();

  get facts(): PoleFacts {
    const amplifier = {
      isListening: true,
      isOn: true,
      isTripped: false,
      isHornBroken: false,
      volumePercent: 80,
      currentMa: 120,
    };
    const level = { rmsDbfs: -20, peakDbfs: -9 };
    return {
      id: this.id,
      name: 'Cụm loa <tổ 3>',
      isRunning: true,
      amplifier,
      ...level,
      ppm: 40,
      underruns: 0,
      isCardOut: false,
      isCardHanging: false,
    };
  }

  onHorn(listener: (samples: Int16Array) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async pull(lever: Lever, isBroken: boolean): Promise<void> {
    this.pulled.push([lever, isBroken]);
  }
}

let pole: FakePole;
let door: ListeningDoor;
let visitors: WebSocket[];

beforeEach(async () => {
  pole = new FakePole();
  door = new ListeningDoor([pole]);
  visitors = [];
  await door.start();
});
afterEach(async () => {
  for (const visitor of visitors) visitor.terminate();
  await door.close();
});

async function visit(path: string, origin = door.url) {
  const visitor = new WebSocket(`${door.url.replace('http', 'ws')}${path}`, { origin });
  visitors.push(visitor);
  const sounds: Buffer[] = [];
  const facts: unknown[] = [];
  visitor.on('message', (bytes: Buffer, isBinary) => {
    if (isBinary) sounds.push(bytes);
    else facts.push(JSON.parse(bytes.toString()));
  });
  await once(visitor, 'open');
  return { visitor, sounds, facts };
}

test('the list and the page of a pole are served, with names made safe', async () => {
  const list = await (await fetch(door.url)).text();
  expect(list).toContain('Cụm loa &#60;tổ 3&#62;');
  const page = await fetch(door.urlOf('cum-1'));
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('Đứt dây loa');
  expect((await fetch(`${door.url}/poles/cum-9`)).status).toBe(404);
});

test('a visitor who asked hears every sample in order, and nobody does unasked', async () => {
  const { visitor, sounds, facts } = await visit('/poles/cum-1');
  await eventually(() => (facts.length > 0 ? undefined : 'no facts'));
  expect(pole.listeners.size).toBe(0);
  visitor.send('{"listen":true}');
  await eventually(() => (pole.listeners.size === 1 ? undefined : 'not listening'));
  for (let start = 0; start < 3840; start += 480) {
    const period = Int16Array.from({ length: 480 }, (_, i) => start + i);
    for (const listener of pole.listeners) listener(period);
  }
  await eventually(() => (sounds.length === 2 ? undefined : `${sounds.length} packets`));
  const heard = Buffer.concat(sounds);
  const samples = Array.from({ length: heard.length / 2 }, (_, i) => heard.readInt16LE(2 * i));
  expect(samples).toEqual(Array.from({ length: 3840 }, (_, i) => i));
  visitor.send('{"listen":false}');
  await eventually(() => (pole.listeners.size === 0 ? undefined : 'still listening'));
});

test('a visitor who leaves is no longer served', async () => {
  const { visitor } = await visit('/poles/cum-1');
  visitor.send('{"listen":true}');
  await eventually(() => (pole.listeners.size === 1 ? undefined : 'not listening'));
  visitor.terminate();
  await eventually(() => (pole.listeners.size === 0 ? undefined : 'still listening'));
});

test('levers reach the pole, and a lever that does not exist ends the talk', async () => {
  const { visitor } = await visit('/poles/cum-1');
  visitor.send('{"lever":"horn","isBroken":true}');
  await eventually(() => (pole.pulled.length === 1 ? undefined : 'not pulled'));
  expect(pole.pulled).toEqual([['horn', true]]);
  visitor.send('{"lever":"roof","isBroken":true}');
  await once(visitor, 'close');
  expect(pole.pulled).toHaveLength(1);
});

test('another web site gets neither a socket nor a page', async () => {
  const foreign = new WebSocket(door.url.replace('http', 'ws'), { origin: 'http://evil.example' });
  await expect(once(foreign, 'open')).rejects.toThrow();
  const { port } = new URL(door.url);
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers: { host: 'evil.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end();
  });
  expect(status).toBe(404);
});

test('the list shows the levels of all poles', async () => {
  const { facts } = await visit('/');
  await eventually(() => (facts.length > 0 ? undefined : 'no facts'));
  expect(facts[0]).toEqual([pole.facts]);
});

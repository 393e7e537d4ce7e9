import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKeyPair, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  audienceOf,
  buildRtp,
  eventually,
  signEnvelope,
  type Desired,
  type Envelope,
  type Plan,
  type SigningKey,
} from '@loa/protocol';
import { srtpSender } from '@loa/edge-agent';
import { freePorts } from '../world/free-ports.ts';
import { isSilent } from '../probe/is-silent.ts';
import { during } from '../world/moment.ts';
import { recordPoles } from '../world/recordings.ts';
import { spokenMp3 } from '../world/speech.ts';
import { Stranger, throwAt, udpPortsOf } from '../world/stranger.ts';
import { TwoWards } from '../world/two-wards.ts';

let world: TwoWards;
let stranger: Stranger;
let pole: string;
let otherPole: string;
let serverKey: JWK;
let ownKey: SigningKey;
let media: { sha256: string; bytes: number; durationMs: number };

beforeAll(async () => {
  const [tls, open] = (await freePorts(2)) as [number, number];
  world = await TwoWards.open({ poles: 1, broker: { tls, open } });
  stranger = await Stranger.at(open);
  [pole, otherPole] = world.clusterIds as [string, string];
  serverKey = JSON.parse(
    await readFile(join(world.server.folder, 'keys', 'signing-key.json'), 'utf8'),
  ) as JWK;
  ownKey = (await generateKeyPair('EdDSA', { extractable: true })).privateKey;
  const mp3 = await spokenMp3(
    join(world.folder, 'false-alarm.mp3'),
    'Nghe đây, nghe đây, đây là tiếng nói lạ.',
  );
  const { sha256, bytes, durationMs } = await world.prepare('Tiếng nói lạ', mp3);
  media = { sha256, bytes: bytes ?? 1, durationMs };
});

afterAll(async () => {
  await stranger?.close();
  await world?.close();
});

/** A plan that would air the recording at once. */
function planNow(): Plan {
  const startAt = Date.now();
  const latest = { latestStartAt: startAt + 60_000, latestEndAt: startAt + 60_000 };
  const occurrence = {
    broadcastId: 'stranger',
    title: 'Lạ',
    class: 'emergency',
    rank: 'nation',
    startAt,
    ...latest,
    media,
  } as const;
  return { completeUntil: startAt + 60_000, occurrences: [occurrence] };
}

function envelope(body: Plan | Desired, changes: Partial<Envelope<unknown>> = {}): Envelope<unknown> {
  const now = Date.now();
  return { aud: audienceOf(pole), iat: now, exp: now + 60_000, num: 1_000_000, body, ...changes };
}

async function refusals(code: string): Promise<number> {
  const { cluster } = await world.officer.cluster(pole);
  const counts = cluster.reported?.refused ?? {};
  return Object.entries(counts).reduce((sum, [name, count]) => (name.includes(code) ? sum + count : sum), 0);
}

/** Does something hostile and sees: silence, the same revisions as before, and the refusal reported. */
async function expectRefused(code: string, attack: () => Promise<void>): Promise<void> {
  const before = await refusals(code);
  const { cluster: then } = await world.officer.cluster(pole);
  const recordings = await recordPoles(world.poles, world.folder, code, async () => {
    await attack();
    await eventually(async () => ((await refusals(code)) > before ? undefined : `no ${code} was reported`));
    await during(2_000);
  });
  expect(recordings.map(isSilent)).toEqual([true, true]);
  const { cluster: now } = await world.officer.cluster(pole);
  expect(now.reported?.planRevision).toBe(then.reported?.planRevision);
  expect(now.reported?.desiredRevision).toBe(then.reported?.desiredRevision);
}

describe('a stranger who owns the broker', () => {
  it('can air its recording with the right key, so what follows proves something', async () => {
    const { cluster } = await world.officer.cluster(pole);
    const num = (cluster.reported?.planRevision ?? 0) + 1;
    const recordings = await recordPoles(world.poles, world.folder, 'right', async () => {
      await stranger.say(pole, 'plan', await signEnvelope(envelope(planNow(), { num }), serverKey));
      await during(media.durationMs + 2_000);
    });
    expect(recordings.map(isSilent)).toEqual([false, true]);
  });

  it.each([
    [
      'a plan without a signature',
      'message.unsigned',
      () => Promise.resolve(JSON.stringify(envelope(planNow()))),
    ],
    [
      'a plan with a signature of its own',
      'message.bad-signature',
      () => signEnvelope(envelope(planNow()), ownKey),
    ],
    [
      'a plan that expired',
      'message.expired',
      () => signEnvelope(envelope(planNow(), { exp: Date.now() - 1_000 }), serverKey),
    ],
    [
      'a plan with an old number',
      'message.replayed',
      () => signEnvelope(envelope(planNow(), { num: 0 }), serverKey),
    ],
    [
      'a plan for another pole',
      'message.wrong-audience',
      () => signEnvelope(envelope(planNow(), { aud: audienceOf(otherPole) }), serverKey),
    ],
  ])('makes no pole sound with %s', async (_title, code, forge) => {
    await expectRefused(code, async () => stranger.say(pole, 'plan', await forge()));
  });

  it('makes no pole sound by repeating what the server said before', async () => {
    const [oldest] = stranger.captured(pole, 'desired');
    await world.officer.post(`/api/clusters/${otherPole}/enrolment-code`);
    expect(oldest).toBeDefined();
    await expectRefused('message.', async () => {
      for (const old of stranger.captured(pole, 'plan').slice(0, 1)) await stranger.say(pole, 'plan', old);
    });
  });

  it('finds no media key in any message', () => {
    const everything = [...stranger.captured(pole, 'desired'), ...stranger.captured(otherPole, 'desired')];
    expect(everything.length).toBeGreaterThan(0);
    for (const message of everything) {
      const payload = Buffer.from(message.split('.')[1] ?? '', 'base64url').toString();
      expect(payload).toContain('sealedKeys');
      expect(payload).not.toMatch(/keyBase64|KeyBase64/);
    }
  });
});

describe('a stranger who throws packets at a pole', () => {
  const packet = (sequence: number) =>
    buildRtp({
      payloadType: 100,
      sequence,
      timestamp: sequence * 960,
      ssrc: 0x1234,
      marker: false,
      extensions: [],
      payload: randomBytes(60),
    });
  const packets = (count: number) => Array.from({ length: count }, (_, sequence) => packet(sequence));

  it.each([
    ['plain RTP', () => packets(50)],
    [
      'RTP protected with a key of its own',
      () => {
        const sender = srtpSender('AEAD_AES_256_GCM', randomBytes(44).toString('base64'));
        return packets(50).map((plain) => sender.protectRtp(plain));
      },
    ],
    ['noise', () => Array.from({ length: 50 }, (_, length) => randomBytes(length))],
  ])('makes no sound with %s', async (_title, make) => {
    const pid = world.poles[0]?.agent.pid ?? 0;
    await expectRefused('packet.', async () => {
      for (const port of await udpPortsOf(pid)) await throwAt(port, make());
    });
  });
});

import { describe, expect, it } from 'vitest';
import { buildRtp } from '@loa/protocol';
import { deriveKey, SrtpCipher } from './srtp-cipher.ts';
import { sealRtcp, srtpReceiver, srtpSender, SrtpReceiver, SrtpSender } from './srtp.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const counting = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, i) => i);

/** Keys and packets of RFC 7714 sections 16 and 17. */
const SALT = hex('517569642070726f2071756f');
const RTP = hex(
  '8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573',
);
const RTCP = hex(
  '81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61' + 'deadbeef'.repeat(5),
);
const VECTORS = [
  {
    keyBytes: 16,
    srtp: '8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce',
    srtcp:
      '81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4',
  },
  {
    keyBytes: 32,
    srtp: '8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13',
    srtcp:
      '81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4',
  },
];

const KEY = Buffer.from(counting(44)).toString('base64');
const OTHER_KEY = Buffer.from(counting(44).map((byte) => byte + 1)).toString('base64');
const SUITE = 'AEAD_AES_256_GCM';

const rtp = (sequence: number, ssrc = 7): Uint8Array =>
  buildRtp({
    payloadType: 100,
    sequence: sequence & 0xffff,
    timestamp: sequence * 960,
    ssrc,
    marker: false,
    extensions: [{ id: 13, value: counting(8) }],
    payload: counting(30),
  });

describe('SRTP', () => {
  it.each(VECTORS)(
    'gives the bytes of RFC 7714 for a key of $keyBytes bytes',
    ({ keyBytes, srtp, srtcp }) => {
      const cipher = new SrtpCipher(counting(keyBytes), SALT);
      expect(Buffer.from(new SrtpSender({ rtp: cipher, rtcp: cipher }).protectRtp(RTP)).toString('hex')).toBe(
        srtp,
      );
      expect(Buffer.from(sealRtcp(cipher, RTCP, 0x5d4)).toString('hex')).toBe(srtcp);
      const receiver = new SrtpReceiver({ rtp: cipher, rtcp: cipher });
      expect(receiver.openRtp(hex(srtp))).toEqual({ ok: true, packet: Buffer.from(RTP) });
      expect(receiver.openRtcp(hex(srtcp))).toEqual({ ok: true, packet: Buffer.from(RTCP) });
    },
  );

  it('derives the session key and salt of RFC 3711 appendix B.3', () => {
    const master = hex('E1F97A0D3E018BE0D64FA32C06DE4139');
    const salt = hex('0EC675AD498AFEEBB6960B3AABE6');
    expect(Buffer.from(deriveKey(master, salt, 0, 16)).toString('hex')).toBe(
      'c61e7a93744f39ee10734afe3ff7a087',
    );
    expect(Buffer.from(deriveKey(master, salt, 2, 14)).toString('hex')).toBe('30cbbc08863d8c85d49db34a9ae1');
  });

  it('refuses a packet with any byte changed, cut off, or made with another key', () => {
    const sealed = srtpSender(SUITE, KEY).protectRtp(rtp(5));
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect(srtpReceiver(SUITE, KEY).openRtp(changed).ok).toBe(false);
      expect(srtpReceiver(SUITE, KEY).openRtp(sealed.subarray(0, at)).ok).toBe(false);
    }
    expect(srtpReceiver(SUITE, OTHER_KEY).openRtp(sealed)).toEqual({ ok: false, reason: 'auth-failed' });
    expect(srtpReceiver(SUITE, KEY).openRtp(new Uint8Array(3))).toEqual({ ok: false, reason: 'malformed' });
  });

  it('opens each packet once, also out of order, and none that is older than its memory', () => {
    const sender = srtpSender(SUITE, KEY);
    const receiver = srtpReceiver(SUITE, KEY);
    const sealed = Array.from({ length: 3_000 }, (_, i) => sender.protectRtp(rtp(i)));
    const open = (i: number): unknown => receiver.openRtp(sealed[i] as Uint8Array);
    expect(open(10)).toMatchObject({ ok: true });
    expect(open(8)).toMatchObject({ ok: true });
    expect(open(8)).toEqual({ ok: false, reason: 'replayed' });
    expect(open(10)).toEqual({ ok: false, reason: 'replayed' });
    expect(open(2_999)).toMatchObject({ ok: true });
    expect(open(2_500)).toMatchObject({ ok: true });
    expect(open(12)).toEqual({ ok: false, reason: 'replayed' });
  });

  it('goes on across the wrap of the sequence number with a gap of a minute in it', () => {
    const sender = srtpSender(SUITE, KEY);
    const receiver = srtpReceiver(SUITE, KEY);
    const refused: number[] = [];
    for (let i = 60_000; i < 140_000; i++) {
      const sealed = sender.protectRtp(rtp(i));
      const isLost = (i > 64_000 && i < 67_000) || i === 131_071;
      if (!isLost && !receiver.openRtp(sealed).ok) refused.push(i);
    }
    expect(refused).toEqual([]);
  });

  it('opens a stream whose first packet that came had wrapped already', () => {
    const sender = srtpSender(SUITE, KEY);
    const receiver = srtpReceiver(SUITE, KEY);
    sender.protectRtp(rtp(65_535));
    expect(receiver.openRtp(sender.protectRtp(rtp(65_536))).ok).toBe(true);
    expect(receiver.openRtp(sender.protectRtp(rtp(65_537))).ok).toBe(true);
  });

  it('finds the stream again after a silence in which the number wrapped twice', () => {
    const sender = srtpSender(SUITE, KEY);
    const receiver = srtpReceiver(SUITE, KEY);
    expect(receiver.openRtp(sender.protectRtp(rtp(100))).ok).toBe(true);
    for (let i = 101; i < 131_500; i++) sender.protectRtp(rtp(i));
    const results = Array.from(
      { length: 20 },
      (_, i) => receiver.openRtp(sender.protectRtp(rtp(131_500 + i))).ok,
    );
    expect(results.indexOf(true)).toBeLessThanOrEqual(8);
    expect(results.slice(8)).not.toContain(false);
  });

  it('keeps no state for sources that were never proved', () => {
    const forger = srtpSender(SUITE, OTHER_KEY);
    const receiver = srtpReceiver(SUITE, KEY);
    for (let ssrc = 0; ssrc < 2_000; ssrc++) receiver.openRtp(forger.protectRtp(rtp(1, ssrc)));
    const sealed = srtpSender(SUITE, KEY).protectRtp(rtp(1));
    expect(receiver.openRtp(sealed).ok).toBe(true);
    expect(receiver.openRtp(sealed)).toEqual({ ok: false, reason: 'replayed' });
  });
});

describe('SRTCP', () => {
  it('opens each report once and refuses a changed one', () => {
    const sender = srtpSender(SUITE, KEY);
    const receiver = srtpReceiver(SUITE, KEY);
    const first = sender.protectRtcp(RTCP);
    const second = sender.protectRtcp(RTCP);
    expect(first).not.toEqual(second);
    expect(receiver.openRtcp(second).ok).toBe(true);
    expect(receiver.openRtcp(first).ok).toBe(true);
    expect(receiver.openRtcp(first)).toEqual({ ok: false, reason: 'replayed' });
    for (let at = 0; at < first.length; at++) {
      const changed = Uint8Array.from(first);
      changed[at] = (changed[at] as number) ^ 0x80;
      expect(srtpReceiver(SUITE, KEY).openRtcp(changed).ok).toBe(false);
      expect(srtpReceiver(SUITE, KEY).openRtcp(first.subarray(0, at)).ok).toBe(false);
    }
  });

  it('needs a key of the length of its suite', () => {
    expect(() => srtpSender('AEAD_AES_128_GCM', KEY)).toThrow(RangeError);
  });
});

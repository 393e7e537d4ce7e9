import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeRecordings, ffmpeg, measureLoudness, probe } from './fake-recordings.ts';
import { MediaPreparer } from './media-preparer.ts';
import { Transcoder } from './transcoder.ts';

const MINUTE = 60_000;
const LONG = 120_000;

let recordings: FakeRecordings;
let target: string;

beforeAll(async () => {
  recordings = new FakeRecordings(await mkdtemp(join(tmpdir(), 'loa-media-')));
  target = recordings.path('prepared.opus');
});

afterAll(() => rm(recordings.folder, { recursive: true, force: true }));

function prepare(
  path: string,
  { mostDurationMs = 10 * MINUTE, onProgress = (_: number): unknown => undefined } = {},
) {
  const preparer = new MediaPreparer({ transcoder: new Transcoder(), mostDurationMs });
  return preparer.prepare({ path, target }, onProgress);
}

async function expectAirable(path: string): Promise<void> {
  const { lufs, truePeakDbtp } = await measureLoudness(path);
  expect(Math.abs(lufs + 16)).toBeLessThanOrEqual(0.7);
  expect(truePeakDbtp).toBeLessThanOrEqual(-1.5);
}

describe('preparing a recording', () => {
  it.each(['speech.wav', 'speech.mp3', 'speech.m4a', 'speech.ogg', 'speech.flac', 'speech.amr'])(
    'makes %s as loud as all others, with room above the peaks',
    { timeout: LONG },
    async (name) => {
      const prepared = await prepare(await recordings.speech(name));
      await expectAirable(target);
      expect(prepared.lufs).toBeCloseTo((await measureLoudness(target)).lufs, 1);
      const { format } = (await probe(target, 'format=duration')) as { format: { duration: string } };
      expect(prepared.durationMs / 1000).toBeCloseTo(Number(format.duration), 1);
      expect(prepared.durationMs).toBeGreaterThan(2_000);
      expect(Math.max(...prepared.peaks)).toBeGreaterThan(0.3);
      expect(prepared.peaks.length).toBeLessThanOrEqual(1000);
    },
  );

  it.each([
    ['a whisper in a quiet room', 'anoisesrc=color=pink:amplitude=0.01:seed=1', 6],
    ['a recording at full scale', 'anoisesrc=color=white:amplitude=1:seed=2', 6],
    ['a shout after a whisper', "aevalsrc='sin(440*2*PI*t)*if(lt(mod(t,4),3.8),0.02,1)'", 12],
    ['clicks in silence', "aevalsrc='if(lt(mod(t,0.5),0.002),1,0)'", 6],
    ['a tone of the station', 'sine=f=1000', 3],
  ])('keeps the peaks down for %s', { timeout: LONG }, async (_, source, seconds) => {
    const prepared = await prepare(await recordings.signal('signal.wav', source, seconds));
    const { truePeakDbtp } = await measureLoudness(target);
    expect(truePeakDbtp).toBeLessThanOrEqual(-1.5);
    expect(prepared.truePeakDbtp).toBeCloseTo(truePeakDbtp, 1);
  });

  it('brings a steady whisper and full scale to the same loudness', { timeout: LONG }, async () => {
    await prepare(await recordings.signal('low.wav', 'anoisesrc=color=pink:amplitude=0.01:seed=1', 6));
    await expectAirable(target);
    await prepare(await recordings.signal('high.wav', 'anoisesrc=color=pink:amplitude=1:seed=1', 6));
    await expectAirable(target);
  });

  it(
    'writes mono Opus packets of 20 ms without the names that the sender left in',
    { timeout: LONG },
    async () => {
      await prepare(await recordings.speech('named.mp3'));
      const entries = 'stream=codec_name,sample_rate,channels:stream_tags:format_tags:packet=duration_time';
      const { packets, streams, format } = (await probe(target, entries)) as {
        packets: { duration_time: string }[];
        streams: object[];
        format?: object;
      };
      expect(streams).toMatchObject([{ codec_name: 'opus', sample_rate: '48000', channels: 1 }]);
      expect(packets.slice(0, -1).every((packet) => packet.duration_time === '0.020000')).toBe(true);
      expect(JSON.stringify([streams, format])).not.toContain('ông Tư');
    },
  );

  it('gives the same bytes for the same sound', { timeout: LONG }, async () => {
    const path = await recordings.speech('same.mp3');
    await prepare(path);
    const first = await readFile(target);
    await prepare(path);
    expect(first.equals(await readFile(target))).toBe(true);
  });

  it('takes in a chime too short to measure its loudness', { timeout: LONG }, async () => {
    const prepared = await prepare(await recordings.signal('chime.wav', 'sine=f=880', 0.2));
    expect(prepared.lufs).toBeNull();
    expect(prepared.truePeakDbtp).toBeLessThanOrEqual(-1.5);
    expect(prepared.truePeakDbtp).toBeGreaterThan(-8);
  });

  it('tells how far it is, to the end', { timeout: LONG }, async () => {
    const shares: number[] = [];
    const path = await recordings.signal('minute.wav', 'sine=f=300', 60);
    await prepare(path, { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBeCloseTo(0.85);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });
});

describe('a file that is refused', () => {
  const playlist = '#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n';

  it.each([
    ['text called .mp3', 'a.mp3', 'Bản tin sáng hôm nay', 'media.not-audio'],
    ['a playlist called .mp3', 'b.mp3', playlist, 'media.not-audio'],
    [
      'a list of files called .wav',
      'c.wav',
      "ffconcat version 1.0\nfile '/etc/hostname'\n",
      'media.not-audio',
    ],
    ['a drawing', 'd.m4a', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'media.not-audio'],
    ['an archive', 'e.ogg', 'PK\x03\x04\x14\0\0\0', 'media.not-audio'],
    ['an empty file', 'f.mp3', '', 'media.not-audio'],
    ['a playlist behind an ID3 header', 'g.mp3', `ID3\x04\0\0\0\0\0\0${playlist.repeat(50)}`, 'media.broken'],
    ['a film without content', 'h.m4a', '\0\0\0\x14ftypM4A \0\0\0\0M4A ', 'media.broken'],
    ['an Ogg header and nothing more', 'i.ogg', 'OggS\0\x02'.padEnd(400, '\0'), 'media.broken'],
  ])('is %s', { timeout: LONG }, async (_, name, content, code) => {
    await expect(prepare(await recordings.write(name, content))).rejects.toMatchObject({ code });
  });

  it('is a picture', { timeout: LONG }, async () => {
    const path = await recordings.signal('picture.png', 'color=red:size=16x16', 1, '-frames:v', '1');
    await expect(prepare(path)).rejects.toMatchObject({ code: 'media.not-audio' });
  });

  it('is a film without sound', { timeout: LONG }, async () => {
    const path = await recordings.signal('film.mp4', 'color=red:size=16x16', 1, '-c:v', 'mpeg4');
    await expect(prepare(path)).rejects.toMatchObject({ code: 'media.not-audio' });
  });

  it.each(['wav', 'mp3', 'm4a', 'flac'])(
    'is a %s file that breaks off',
    { timeout: LONG },
    async (ending) => {
      const whole = await readFile(await recordings.speech(`whole.${ending}`));
      const path = await recordings.write(`half.${ending}`, whole.subarray(0, whole.length / 2));
      await expect(prepare(path)).rejects.toMatchObject({ code: 'media.broken' });
    },
  );

  it('is one of whose sound a tenth was damaged', { timeout: LONG }, async () => {
    const path = await recordings.speech('damaged.flac');
    const bytes = await readFile(path);
    bytes.fill(0x55, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.55));
    await writeFile(path, bytes);
    await expect(prepare(path)).rejects.toMatchObject({ code: 'media.broken' });
  });

  it('is silence', { timeout: LONG }, async () => {
    const path = await recordings.signal('silence.wav', 'anullsrc', 3);
    await expect(prepare(path)).rejects.toMatchObject({ code: 'media.silent' });
  });

  it.each(['long.mp3', 'long.ogg'])('is %s, longer than allowed', { timeout: LONG }, async (name) => {
    const path = await recordings.signal(name, 'sine=f=440', 8);
    await expect(prepare(path, { mostDurationMs: 5_000 })).rejects.toMatchObject({ code: 'media.too-long' });
  });

  it('is longer than allowed although its header says otherwise', { timeout: LONG }, async () => {
    const path = recordings.path('piped.wav');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=f=440', '-t', '8', path);
    const bytes = await readFile(path);
    bytes.writeUInt32LE(0xffffffff, 4);
    await writeFile(path, bytes);
    await expect(prepare(path, { mostDurationMs: 5_000 })).rejects.toMatchObject({ code: 'media.too-long' });
  });
});

describe('the transcoder', () => {
  it(
    'kills what takes longer than its deadline, and everything when it closes',
    { timeout: LONG },
    async () => {
      const path = await recordings.signal('hour.wav', 'sine=f=440', 3600, '-ar', '8000');
      const source = { path, demuxer: 'wav', mostMs: 3_600_000 } as const;
      const transcoder = new Transcoder();
      const measure = (deadlineMs: number) =>
        transcoder.measure({ ...source, deadlineMs }, 'loudnorm', () => undefined);
      await expect(measure(300)).rejects.toMatchObject({ code: 'media.broken' });
      const running = measure(LONG);
      transcoder.close();
      await expect(running).rejects.toMatchObject({ code: 'media.broken' });
      await expect(measure(LONG)).rejects.toMatchObject({ code: 'media.broken' });
    },
  );
});

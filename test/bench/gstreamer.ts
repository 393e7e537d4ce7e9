import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@loa/protocol';
import type { Sound } from '../probe/sound.ts';
import { during } from '../world/moment.ts';
import { mustRun } from '../wan/command.ts';
import type { Line } from '../wan/line.ts';
import { inside } from '../wan/network-namespace.ts';

const PORT = 5004;
/** As the profile `standard`. */
const LATENCY_MS = 600;
const ELEMENTS = ['opusenc', 'opusdec', 'rtpopuspay', 'rtpopusdepay', 'rtpjitterbuffer', 'multiudpsink'];
const CAPS = 'application/x-rtp,media=audio,encoding-name=OPUS,payload=96,clock-rate=48000';
const RATE_HZ = 48_000;
const PCM = `audio/x-raw,format=S16LE,rate=${RATE_HZ},channels=1`;

/** Whether GStreamer is installed with all that is needed for the comparison. */
export async function hasGStreamer(): Promise<boolean> {
  try {
    for (const element of ELEMENTS) await mustRun('gst-inspect-1.0', ['--exists', element]);
    return true;
  } catch {
    return false;
  }
}

/** What GStreamer sent, and what each receiver played of it by its own clock. */
export interface GStreamerRun {
  /** The encoder's packets decoded on the spot: what a receiver without any loss would play. */
  programme: Sound;
  played: Sound[];
}

/**
 * Sends a WAV file in real time from here to a receiver behind each line, as one would with GStreamer alone: RTP, Opus
 * with in-band FEC, a jitter buffer of 600 ms, concealment. `onAir` is called before the first packet.
 */
export async function playByGStreamer(
  wav: string,
  lines: readonly Line[],
  folder: string,
  onAir: () => Promise<void>,
): Promise<GStreamerRun> {
  const own = join(folder, 'gstreamer-programme.pcm');
  const files = lines.map(({ namespace }) => join(folder, `${namespace}.pcm`));
  const receivers = lines.map((line, index) =>
    start([...inside(line.namespace), ...receiver(files[index] ?? '')]),
  );
  try {
    await Promise.all(receivers.map(({ isPlaying }) => isPlaying()));
    await onAir();
    const addresses = lines.map(({ poleAddress }) => poleAddress);
    await ended(start(sender(wav, addresses, own)).child);
    await during(LATENCY_MS + 1_000);
  } finally {
    await Promise.all(receivers.map(({ child }) => interrupt(child)));
  }
  return { programme: await readPcm(own), played: await Promise.all(files.map(readPcm)) };
}

function sender(wav: string, addresses: readonly string[], own: string): string[] {
  const clients = addresses.map((address) => `${address}:${PORT}`).join(',');
  return pipeline(
    `filesrc location=${wav}`,
    'wavparse',
    'audioconvert',
    'audioresample',
    'opusenc bitrate=32000 inband-fec=true packet-loss-percentage=20 frame-size=20',
    'tee name=encoded',
    'queue',
    'rtpopuspay pt=96',
    `multiudpsink clients=${clients} sync=true encoded.`,
    'queue',
    'opusdec',
    'audioconvert',
    'audioresample',
    PCM,
    `filesink location=${own}`,
  );
}

/** What does not come in time is concealed, and where even that has a hole, `audiorate` keeps the time. */
function receiver(file: string): string[] {
  return pipeline(
    `udpsrc port=${PORT} caps=${CAPS}`,
    `rtpjitterbuffer latency=${LATENCY_MS} do-lost=true`,
    'rtpopusdepay',
    'opusdec use-inband-fec=true plc=true',
    'audiorate',
    'audioconvert',
    'audioresample',
    PCM,
    `filesink location=${file} sync=true`,
  );
}

function pipeline(...elements: string[]): string[] {
  return [
    'gst-launch-1.0',
    ...elements.flatMap((element, index) => [...(index > 0 ? ['!'] : []), ...element.split(' ')]),
  ];
}

interface Launched {
  child: ChildProcess;
  isPlaying: () => Promise<void>;
}

function start([program = '', ...args]: readonly string[]): Launched {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const leaveNoOrphan = () => child.kill('SIGKILL');
  process.once('exit', leaveNoOrphan);
  child.once('exit', () => process.off('exit', leaveNoOrphan));
  let said = '';
  const hear = (bytes: Buffer) => (said += bytes.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const isPlaying = () =>
    eventually(() => {
      if (child.exitCode !== null) throw new Error(`GStreamer: ${said}`);
      return said.includes('PLAYING') ? undefined : said;
    });
  return { child, isPlaying };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

async function interrupt(child: ChildProcess): Promise<void> {
  child.kill('SIGINT');
  await ended(child);
}

async function readPcm(file: string): Promise<Sound> {
  const { buffer, byteOffset, byteLength } = await readFile(file);
  const samples = new Int16Array(buffer.slice(byteOffset, byteOffset + byteLength - (byteLength % 2)));
  return { samples, sampleRateHz: RATE_HZ };
}

import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PoleYard } from './pole/pole-yard.ts';

const USAGE = `node firmware-sim/dist/main.js --data DIR [--server URL --code CODE ...] [--ppm N] [--port N]

Starts virtual poles: real edge agents with a pretend sound card, amplifier and horns.
  --data DIR    folder of the poles; those enrolled there earlier are started again
  --server URL  the server, https://HOST:PORT
  --code CODE   enrolment code from the console; once for each new pole
  --ppm N       clock error of the sound cards, parts per million (default 0)
  --port N      port of the listening page on 127.0.0.1 (default: a free one)
`;

/** Greatest clock error that a sound card can have, parts per million. */
const MOST_PPM = 1000;

interface Options {
  folder: string;
  server: string | undefined;
  codes: string[];
  ppm: number;
  port: number;
}

class UsageError extends Error {}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      server: { type: 'string' },
      code: { type: 'string', multiple: true, default: [] },
      ppm: { type: 'string', default: '0' },
      port: { type: 'string', default: '0' },
    },
  });
  if (values.data === undefined) throw new UsageError('--data is missing');
  if (values.code.length > 0 && values.server === undefined) throw new UsageError('--code needs --server');
  const ppm = Number(values.ppm);
  const port = Number(values.port);
  if (!(Math.abs(ppm) <= MOST_PPM))
    throw new UsageError(`--ppm must lie between -${MOST_PPM} and ${MOST_PPM}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError('--port must be a port number');
  return { folder: resolve(values.data), server: values.server, codes: values.code, ppm, port };
}

/** `pole-1`, `pole-2`, … that exist already. */
function knownPoles(folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder).filter((name) => /^pole-\d+$/.test(name));
  return names.sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(poleId: string): number {
  return Number(poleId.slice('pole-'.length));
}

async function raise(yard: PoleYard, { folder, server, codes, ppm }: Options): Promise<void> {
  for (const id of knownPoles(folder)) {
    const pole = yard.add({ id, folder: join(folder, id), ppm });
    const code = pole.isEnrolled ? undefined : codes.shift();
    if (code !== undefined && server !== undefined) await pole.enrol(server, code);
    else if (!pole.isEnrolled) throw new UsageError(`${id} has not been enrolled: give a --code for it`);
  }
  for (const code of codes) {
    const id = `pole-${Math.max(0, ...yard.poles.map((pole) => numberOf(pole.id))) + 1}`;
    await yard.add({ id, folder: join(folder, id), ppm }).enrol(server ?? '', code);
  }
  if (yard.poles.length === 0) throw new UsageError('there is no pole yet: give --server and --code');
  await yard.start();
}

async function run(): Promise<void> {
  let yard: PoleYard | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      yard?.close().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    });
  }
  try {
    const options = readOptions();
    yard = new PoleYard(options.port);
    await raise(yard, options);
    process.stdout.write(
      `${yard.poles.length} cụm loa ảo / virtual poles. Nghe tại / Listen at: ${yard.url}\n`,
    );
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n${isUsage ? `\n${USAGE}` : ''}`,
    );
    process.exitCode = isUsage ? 64 : 1;
    await yard?.close();
  }
}

await run();

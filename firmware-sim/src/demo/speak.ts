import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Words a minute: an announcer's pace outdoors. */
const PACE = '145';
const DEADLINE_MS = 60_000;

/** Vietnamese text, spoken by espeak-ng, as a WAV file. */
export async function speak(text: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-speech-'));
  const file = join(folder, 'speech.wav');
  try {
    await run('espeak-ng', ['-v', 'vi', '-s', PACE, '-w', file, '--', text], { timeout: DEADLINE_MS });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@loa/protocol';
import type { Officer } from './officer.ts';
import { asWav } from './speech.ts';

/** The server's own recording of a broadcast, as a WAV file: what the poles are judged against. */
export async function busRecording(officer: Officer, broadcastId: string, folder: string): Promise<string> {
  await eventually(async () => {
    const { broadcast } = await officer.broadcast(broadcastId);
    return broadcast.recorded ? undefined : 'it is not recorded yet';
  });
  const file = join(folder, `${broadcastId}.opus`);
  await writeFile(file, await officer.recording(broadcastId));
  return asWav(file, `${file}.wav`);
}

/** Id of the live broadcast that was begun last. */
export async function lastLive(officer: Officer): Promise<string> {
  const live = (await officer.broadcasts()).filter((broadcast) => broadcast.kind === 'live');
  live.sort((a, b) => b.createdAt - a.createdAt);
  return live[0]?.id ?? '';
}

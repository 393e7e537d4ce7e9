import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@loa/protocol';
import { enrol } from './enrol-client.ts';
import { writeIdentity, type Identity } from './identity-store.ts';

/** Files that belong to an identity: what another server said, and lines signed by another key. */
const OF_THE_IDENTITY = ['desired.json', 'plan.json', 'turns.json', 'time.json', 'playlog'];

/** Enrols this pole and keeps its identity; what an earlier identity left behind goes, the audio files stay. */
export async function enrolPole(dataFolder: string, serverUrl: string, code: string): Promise<Identity> {
  const identity = await enrol(serverUrl, code, systemClock.now());
  for (const name of OF_THE_IDENTITY) await rm(join(dataFolder, name), { recursive: true, force: true });
  await writeIdentity(dataFolder, identity);
  return identity;
}

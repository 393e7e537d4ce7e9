import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Enrolment, misfit, LoaError } from '@loa/protocol';
import { readJson, writeDurably } from '../cache/file-store.ts';

/** Who this pole is: its private key, its certificate, and whom it obeys. */
export const Identity = Type.Object(
  {
    ...Enrolment.properties,
    /** P-256, PKCS #8; never leaves the pole. */
    privateKeyPem: Type.String(),
    enrolledAt: Type.Number(),
  },
  { additionalProperties: false },
);
export type Identity = Static<typeof Identity>;

const OWNER_ONLY = 0o600;

export function identityFile(dataFolder: string): string {
  return join(dataFolder, 'identity.json');
}

/** Undefined while the pole is not enrolled; throws `config.invalid` when the file is damaged. */
export async function readIdentity(dataFolder: string): Promise<Identity | undefined> {
  const file = identityFile(dataFolder);
  const value = await readJson(file);
  if (value === undefined) return undefined;
  const reason = misfit(Identity, value);
  if (reason !== undefined) throw new LoaError('config.invalid', { file, reason });
  return value as Identity;
}

export async function writeIdentity(dataFolder: string, identity: Identity): Promise<void> {
  await writeDurably(identityFile(dataFolder), JSON.stringify(identity, null, 2), OWNER_ONLY);
}

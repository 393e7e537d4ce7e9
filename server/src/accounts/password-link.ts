import { hash, verify } from '@node-rs/argon2';

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** The library's name for argon2id; its constant does not exist at run time. */
const ARGON2ID = 2;

export async function hashPassword(password: string): Promise<string> {
  return hash(password, { ...PARAMETERS, algorithm: ARGON2ID });
}

let nobodys: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. An unknown account (`undefined`) takes the same time and is never right,
 * so that nobody learns from the delay which names exist.
 */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  nobodys ??= hashPassword('nobody');
  const isRight = await verify(passwordHash ?? (await nobodys), password);
  return isRight && passwordHash !== undefined;
}

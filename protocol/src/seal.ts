import { CompactEncrypt, compactDecrypt, type CryptoKey, type JWK, type KeyObject } from 'jose';

/**
 * Secrets inside a signed message are sealed to the pole's own key (JWE, RFC 7516, ECDH-ES with A256GCM on P-256),
 * so that a broker that reads every topic still holds no key that a loudspeaker would obey.
 */
export async function sealFor(publicKey: CryptoKey | KeyObject | JWK, secret: unknown): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(secret)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(publicKey);
}

/** The secret, or undefined when it was sealed for somebody else or altered. */
export async function unseal(sealed: string, privateKey: CryptoKey | KeyObject | JWK): Promise<unknown> {
  try {
    const { plaintext } = await compactDecrypt(sealed, privateKey, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return JSON.parse(new TextDecoder().decode(plaintext));
  } catch {
    return undefined;
  }
}

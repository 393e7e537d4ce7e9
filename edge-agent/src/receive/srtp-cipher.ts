import { createCipheriv, createDecipheriv } from 'node:crypto';

/** SRTP profiles of RFC 7714, by mediasoup's names. */
export type SrtpCryptoSuite = 'AEAD_AES_128_GCM' | 'AEAD_AES_256_GCM';

/** Length of the authentication tag, bytes. */
export const TAG_BYTES = 16;

const SALT_BYTES = 12;
const KEY_BYTES = { AEAD_AES_128_GCM: 16, AEAD_AES_256_GCM: 32 } as const;

/** Labels of the key derivation (RFC 3711 section 4.3). The authentication labels stay unused with AEAD. */
const LABEL = { rtpKey: 0, rtpSalt: 2, rtcpKey: 3, rtcpSalt: 5 } as const;

/** One session key with its salt: encrypts and authenticates packets. Not bound to a direction. */
export class SrtpCipher {
  readonly #key: Uint8Array;
  readonly #salt: Uint8Array;

  constructor(key: Uint8Array, salt: Uint8Array) {
    this.#key = key;
    this.#salt = salt;
  }

  /** Ciphertext followed by the tag. `counter` is the packet's own 12-byte block before salting. */
  seal(counter: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
    const cipher = createCipheriv(this.#algorithm(), this.#key, this.#salted(counter), {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(associated);
    const sealed = cipher.update(plain);
    cipher.final();
    return Buffer.concat([sealed, cipher.getAuthTag()]);
  }

  /** The plain bytes; undefined when anything was altered. */
  open(counter: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const tagAt = sealed.length - TAG_BYTES;
    const iv = this.#salted(counter);
    const decipher = createDecipheriv(this.#algorithm(), this.#key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(tagAt));
    const plain = decipher.update(sealed.subarray(0, tagAt));
    try {
      decipher.final();
    } catch {
      // The only failure of `final` here is a tag that does not fit: an answer, not an accident.
      return undefined;
    }
    return plain;
  }

  #algorithm(): 'aes-128-gcm' | 'aes-256-gcm' {
    return this.#key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
  }

  #salted(counter: Uint8Array): Uint8Array {
    const salted = new Uint8Array(SALT_BYTES);
    for (let i = 0; i < SALT_BYTES; i += 1) salted[i] = (counter[i] as number) ^ (this.#salt[i] as number);
    return salted;
  }
}

/**
 * The session ciphers of a master key: Base64 of the key followed by 12 bytes of salt, as mediasoup's
 * `srtpParameters.keyBase64`. Throws RangeError when the length does not fit the suite.
 */
export function deriveCiphers(
  suite: SrtpCryptoSuite,
  keyBase64: string,
): { rtp: SrtpCipher; rtcp: SrtpCipher } {
  const master = Buffer.from(keyBase64, 'base64');
  const keyBytes = KEY_BYTES[suite];
  if (master.length !== keyBytes + SALT_BYTES) throw new RangeError(`master key of ${master.length} bytes`);
  const derive = (label: number, length: number): Uint8Array =>
    deriveKey(master.subarray(0, keyBytes), master.subarray(keyBytes), label, length);
  return {
    rtp: new SrtpCipher(derive(LABEL.rtpKey, keyBytes), derive(LABEL.rtpSalt, SALT_BYTES)),
    rtcp: new SrtpCipher(derive(LABEL.rtcpKey, keyBytes), derive(LABEL.rtcpSalt, SALT_BYTES)),
  };
}

/** The AES counter-mode key derivation of RFC 3711 section 4.3.1; a short salt is filled with zeros on the right. */
export function deriveKey(key: Uint8Array, salt: Uint8Array, label: number, length: number): Uint8Array {
  const counter = Buffer.alloc(16);
  counter.set(salt);
  counter[7] = (counter[7] as number) ^ label;
  const algorithm = key.length === 16 ? 'aes-128-ctr' : 'aes-256-ctr';
  return createCipheriv(algorithm, key, counter).update(Buffer.alloc(length));
}

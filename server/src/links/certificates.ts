import 'reflect-metadata';
import {
  X509Certificate as NodeCertificate,
  createHash,
  createPrivateKey,
  randomBytes,
  webcrypto,
} from 'node:crypto';
import { isIP } from 'node:net';
import type { JWK } from 'jose';
import type { Pkcs10CertificateRequest, X509Certificate } from '@peculiar/x509';

// A plain import would be loaded before the line above has run.
const x509 = await import('@peculiar/x509');
x509.cryptoProvider.set(webcrypto);

/** ECDSA on P-256 with SHA-256, which every TLS library of a pole knows. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** A certificate with the private key that belongs to it, both in PEM. */
export interface KeyedCertificate {
  certificatePem: string;
  keyPem: string;
}

/** Wall ms. */
export interface Validity {
  from: number;
  until: number;
}

/** A self-signed authority that may sign end certificates only. */
export async function makeAuthority(name: string, validity: Validity): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ O: [name] }, { CN: ['Loa authority'] }],
    ...datesOf(validity),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificatePem: certificate.toString('pem'), keyPem: await keyToPem(keys.privateKey) };
}

/** A server's certificate for these names and addresses, with a new key. */
export async function issueServerCertificate(
  authority: KeyedCertificate,
  { names, validity }: { names: readonly string[]; validity: Validity },
): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const alternatives = names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const);
  const certificate = await issue(authority, {
    commonName: names[0] ?? 'localhost',
    publicKey: keys.publicKey,
    validity,
    usage: x509.ExtendedKeyUsage.serverAuth,
    extensions: [new x509.SubjectAlternativeNameExtension(alternatives)],
  });
  return { certificatePem: certificate.toString('pem'), keyPem: await keyToPem(keys.privateKey) };
}

/** A client's certificate with a new key; its name is what the broker lets in. */
export async function issueClientCertificate(
  authority: KeyedCertificate,
  { commonName, validity }: { commonName: string; validity: Validity },
): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const certificate = await issueFor(authority, { commonName, publicKey: keys.publicKey, validity });
  return { certificatePem: certificate.toString('pem'), keyPem: await keyToPem(keys.privateKey) };
}

/** What a pole's certificate request leads to. */
export interface PoleCertificate {
  certificatePem: string;
  /** As `serialOf` writes it. */
  serial: string;
  until: number;
  publicKey: JWK;
}

/** The certificate for the key of a certificate request; only the key is taken from it, the name is ours. */
export async function issuePoleCertificate(
  authority: KeyedCertificate,
  { request, clusterId, validity }: { request: CertificateRequest; clusterId: string; validity: Validity },
): Promise<PoleCertificate> {
  const publicKey = await keyOf(request);
  const certificate = await issueFor(authority, { commonName: clusterId, publicKey, validity });
  return {
    certificatePem: certificate.toString('pem'),
    serial: serialOf(certificate.serialNumber),
    until: certificate.notAfter.getTime(),
    publicKey: publicJwk(await webcrypto.subtle.exportKey('jwk', publicKey)),
  };
}

/** Throws for any key that is not on P-256. */
async function keyOf(request: CertificateRequest): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('spki', request.publicKey.rawData, ALGORITHM, true, ['verify']);
}

export type CertificateRequest = Pkcs10CertificateRequest;

/** The request (PKCS #10), or undefined unless it is signed by its own key on P-256. */
export async function readCertificateRequest(pem: string): Promise<CertificateRequest | undefined> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem);
    await keyOf(request);
    return (await request.verify()) ? request : undefined;
  } catch {
    return undefined;
  }
}

/** What a pole makes for itself before it is enrolled. */
export interface CertificateRequestWithKey {
  requestPem: string;
  keyPem: string;
  privateJwk: JWK;
}

/** A new key on P-256 and a request signed by it. The name in it counts for nothing. */
export async function makeCertificateRequest(): Promise<CertificateRequestWithKey> {
  const keys = await makeKeys();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: ['pole'] }],
    keys,
    signingAlgorithm: ALGORITHM,
  });
  return {
    requestPem: request.toString('pem'),
    keyPem: await keyToPem(keys.privateKey),
    privateJwk: await webcrypto.subtle.exportKey('jwk', keys.privateKey),
  };
}

/** A serial in lower-case hexadecimal without leading zeros, however a library wrote it. */
export function serialOf(text: string): string {
  return text.toLowerCase().replace(/^0+/, '');
}

/** When a certificate ends (wall ms), and the names that it stands for. */
export function readCertificate(pem: string): { until: number; names: string[] } {
  const certificate = new x509.X509Certificate(pem);
  const alternatives = certificate.getExtension(x509.SubjectAlternativeNameExtension);
  const names = alternatives?.names.items.map(({ value }) => value) ?? [];
  return { until: certificate.notAfter.getTime(), names };
}

export function isIssuedBy(authorityPem: string, pem: string): boolean {
  return new NodeCertificate(pem).verify(new NodeCertificate(authorityPem).publicKey);
}

/** Which half cannot be read or does not belong to the other; undefined for a sound pair. */
export function faultOfPair({ certificatePem, keyPem }: KeyedCertificate): 'crt' | 'key' | undefined {
  let half: 'crt' | 'key' = 'crt';
  try {
    const certificate = new NodeCertificate(certificatePem);
    half = 'key';
    return certificate.checkPrivateKey(createPrivateKey(keyPem)) ? undefined : half;
  } catch {
    return half;
  }
}

/** SHA-256 of the certificate's DER, which the enrolment code quotes. */
export function fingerprintOf(pem: string): Uint8Array {
  const der = new Uint8Array(new x509.X509Certificate(pem).rawData);
  return new Uint8Array(createHash('sha256').update(der).digest());
}

interface Subject {
  commonName: string;
  publicKey: webcrypto.CryptoKey;
  validity: Validity;
}

function issueFor(authority: KeyedCertificate, subject: Subject): Promise<X509Certificate> {
  return issue(authority, { ...subject, usage: x509.ExtendedKeyUsage.clientAuth, extensions: [] });
}

async function issue(
  authority: KeyedCertificate,
  subject: Subject & { usage: string; extensions: InstanceType<typeof x509.Extension>[] },
): Promise<X509Certificate> {
  const issuer = new x509.X509Certificate(authority.certificatePem);
  return x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: [subject.commonName] }],
    issuer: issuer.subjectName,
    ...datesOf(subject.validity),
    signingAlgorithm: ALGORITHM,
    publicKey: subject.publicKey,
    signingKey: await keyFromPem(authority.keyPem),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([subject.usage]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...subject.extensions,
    ],
  });
}

function datesOf({ from, until }: Validity): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(from), notAfter: new Date(until) };
}

/** RFC 5280, section 4.1.2.2: positive, at most 20 octets. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function keyToPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key);
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}

async function keyFromPem(pem: string): Promise<webcrypto.CryptoKey> {
  const der = x509.PemConverter.decodeFirst(pem);
  return webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}

function publicJwk({ kty, crv, x, y }: JWK): JWK {
  return { kty, ...(crv && { crv }), ...(x && { x }), ...(y && { y }) } as JWK;
}

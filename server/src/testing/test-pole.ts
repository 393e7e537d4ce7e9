import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { SignJWT, importJWK, type JWK } from 'jose';
import {
  POLE_TOKEN_AUDIENCE,
  SERVER_AUDIENCE,
  signEnvelope,
  topicOf,
  type Enrolment,
  type PlaylogEntry,
  type Presence,
  type TopicName,
} from '@loa/protocol';
import { makeCertificateRequest, type CertificateRequestWithKey } from '../links/certificates.ts';
import { ConsoleClient, type Answer } from './console-client.ts';

/** A pole as far as the server sees it: a key, a certificate, a connection to the broker; no sound. */
export class TestPole {
  readonly enrolment: Enrolment;
  readonly #key: CertificateRequestWithKey;
  #client: MqttClient | undefined;

  constructor(enrolment: Enrolment, key: CertificateRequestWithKey) {
    this.enrolment = enrolment;
    this.#key = key;
  }

  /** Shows the code at the server, as a technician at the pole does. */
  static async enrol(server: { url: string; authorityPem: string }, code: string): Promise<TestPole> {
    const key = await makeCertificateRequest();
    const body = { code, certificateRequestPem: key.requestPem };
    return new TestPole(await new ConsoleClient(server).post<Enrolment>('/api/enrol', body), key);
  }

  get clusterId(): string {
    return this.enrolment.clusterId;
  }

  /** Comes in at the broker with a last will, as an agent does, and says that it is there. */
  async connect(change: Partial<IClientOptions> = {}): Promise<MqttClient> {
    const client = await connectAsync(
      this.enrolment.brokerUrl,
      {
        clientId: this.clusterId,
        clean: false,
        protocolVersion: 4,
        keepalive: 15,
        reconnectPeriod: 0,
        key: this.#key.keyPem,
        cert: this.enrolment.certificatePem,
        ca: this.enrolment.authorityPem,
        will: { topic: this.topic('presence'), payload: this.#presence(false), qos: 1, retain: true },
        ...change,
      },
      false,
    );
    // A connection that the server ends is no fault of the test.
    client.on('error', () => client.end(true));
    this.#client = client;
    await client.publishAsync(this.topic('presence'), this.#presence(true), { qos: 1, retain: true });
    return client;
  }

  topic(name: TopicName): string {
    return topicOf(this.clusterId, name);
  }

  async publish(name: TopicName, body: unknown): Promise<void> {
    await this.#client?.publishAsync(this.topic(name), JSON.stringify(body), { qos: 1 });
  }

  async log(number: number, entry: PlaylogEntry, now: number): Promise<void> {
    const envelope = { aud: SERVER_AUDIENCE, iat: now, exp: now + 1000, num: number, body: entry };
    const token = await signEnvelope(envelope, this.#key.privateJwk, 'ES256');
    await this.#client?.publishAsync(this.topic('playlog'), token, { qos: 1 });
  }

  /** Tears the line without a farewell. */
  cut(): void {
    this.#client?.stream.destroy();
  }

  async close(): Promise<void> {
    await this.#client?.endAsync(true);
  }

  /** A token for the server's HTTPS doors, issued at `now` (wall ms). */
  async token(now: number, key: JWK = this.#key.privateJwk): Promise<string> {
    const iat = Math.floor(now / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(this.clusterId)
      .setAudience(POLE_TOKEN_AUDIENCE)
      .setIssuedAt(iat)
      .setExpirationTime(iat + 60)
      .sign(await importJWK(key, 'ES256'));
  }

  async askTime(now: number): Promise<Answer> {
    const { serverUrl: url, authorityPem } = this.enrolment;
    const headers = { authorization: `Bearer ${await this.token(now)}` };
    return new ConsoleClient({ url, authorityPem }).ask('POST', '/api/pole/time', { headers });
  }

  #presence(online: boolean): string {
    const presence: Presence = { online, bootId: 'boot', at: Date.now(), agentVersion: '0' };
    return JSON.stringify(presence);
  }
}

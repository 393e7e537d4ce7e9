import { Agent, request } from 'node:https';
import type {
  Area,
  Broadcast,
  BroadcastDetail,
  Cluster,
  ClusterDetail,
  EnrolmentCode,
  Media,
  NewAccount,
  NewBroadcast,
  SessionState,
  Zone,
} from '@loa/protocol';

/** What the API answers when it refuses. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** A person's programmatic access to the API, by the same doors that the console uses. */
export class Officer {
  readonly #url: string;
  readonly #agent: Agent;
  #cookie = '';

  constructor(url: string, authorityPem: string) {
    this.#url = url;
    this.#agent = new Agent({ ca: authorityPem, keepAlive: true });
  }

  get cookie(): string {
    return this.#cookie;
  }

  setUp(setupCode: string, username: string, password: string): Promise<SessionState> {
    return this.post('/api/setup', { setupCode, username, displayName: username, password });
  }

  signIn(username: string, password: string): Promise<SessionState> {
    return this.post('/api/session', { username, password });
  }

  addArea(name: string, rank: Area['rank'], parentId: string | null): Promise<Area> {
    return this.post('/api/areas', { name, rank, parentId, code: '' });
  }

  addAccount(account: NewAccount): Promise<unknown> {
    return this.post('/api/accounts', account);
  }

  addZone(areaId: string, name: string, clusterIds: string[]): Promise<Zone> {
    return this.post('/api/zones', { areaId, name, clusterIds });
  }

  addCluster(areaId: string, name: string): Promise<Cluster> {
    const where = { place: '', latitude: null, longitude: null, horns: 2, volumePercent: 100 };
    return this.post('/api/clusters', { areaId, name, ...where });
  }

  enrolmentCode(clusterId: string): Promise<EnrolmentCode> {
    return this.post(`/api/clusters/${clusterId}/enrolment-code`);
  }

  clusters(): Promise<Cluster[]> {
    return this.get('/api/clusters');
  }

  cluster(id: string): Promise<ClusterDetail> {
    return this.get(`/api/clusters/${id}`);
  }

  plan(broadcast: NewBroadcast): Promise<Broadcast> {
    return this.post('/api/broadcasts', broadcast);
  }

  cancel(id: string): Promise<Broadcast> {
    return this.post(`/api/broadcasts/${id}/cancel`);
  }

  broadcasts(): Promise<Broadcast[]> {
    return this.get('/api/broadcasts');
  }

  broadcast(id: string): Promise<BroadcastDetail> {
    return this.get(`/api/broadcasts/${id}`);
  }

  recording(id: string): Promise<Buffer> {
    return this.#ask('GET', `/api/broadcasts/${id}/recording`);
  }

  audio(sha256: string): Promise<Buffer> {
    return this.#ask('GET', `/media/${sha256}`);
  }

  media(id: string): Promise<Media> {
    return this.get(`/api/media/${id}`);
  }

  /** Uploads as a browser form does. */
  async upload(title: string, fileName: string, content: Uint8Array): Promise<Media> {
    const boundary = `loa-${content.length}-boundary`;
    const part = (head: string) =>
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`);
    const body = Buffer.concat([
      part('name="title"'),
      Buffer.from(`${title}\r\n`),
      part(`name="file"; filename="${fileName}"\r\nContent-Type: application/octet-stream`),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const answer = await this.#ask('POST', '/api/media', body, `multipart/form-data; boundary=${boundary}`);
    return JSON.parse(answer.toString()) as Media;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return JSON.parse((await this.#ask('GET', path)).toString()) as Answer;
  }

  async post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    const answer = await this.#ask('POST', path, Buffer.from(JSON.stringify(body)));
    return (answer.length === 0 ? undefined : JSON.parse(answer.toString())) as Answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(method: string, path: string, body?: Buffer, contentType = 'application/json'): Promise<Buffer> {
    const headers: Record<string, string> = { cookie: this.#cookie, origin: this.#url };
    if (body !== undefined) {
      headers['content-type'] = contentType;
      headers['content-length'] = String(body.length);
    }
    return new Promise((resolve, reject) => {
      const asked = request(this.#url + path, { method, headers, agent: this.#agent }, (answer) => {
        this.#keepCookie(answer.headers['set-cookie']);
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const whole = Buffer.concat(chunks);
          const status = answer.statusCode ?? 0;
          if (status < 400) resolve(whole);
          else reject(new Refused(status, codeIn(whole)));
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  #keepCookie(cookies: string[] | undefined): void {
    const [cookie] = cookies?.[0]?.split(';') ?? [];
    if (cookie !== undefined) this.#cookie = cookie;
  }
}

function codeIn(body: Buffer): string {
  try {
    return (JSON.parse(body.toString()) as { error: { code: string } }).error.code;
  } catch {
    return body.toString().slice(0, 200);
  }
}

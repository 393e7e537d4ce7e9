import { ServerClient } from '@loa/firmware-sim';
import type {
  Area,
  Broadcast,
  BroadcastDetail,
  Cluster,
  ClusterChange,
  ClusterDetail,
  EnrolmentCode,
  Media,
  NewAccount,
  NewBroadcast,
  SessionState,
  Zone,
} from '@loa/protocol';

/** A person's access to the API, by the same doors that the console uses. */
export class Officer {
  readonly #client: ServerClient;

  constructor(url: string, authorityPem: string) {
    this.#client = new ServerClient(url, authorityPem);
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

  changeCluster(id: string, change: ClusterChange): Promise<Cluster> {
    return this.#client.patch(`/api/clusters/${id}`, change);
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
    return this.#client.bytes(`/api/broadcasts/${id}/recording`);
  }

  audio(sha256: string): Promise<Buffer> {
    return this.#client.bytes(`/media/${sha256}`);
  }

  media(id: string): Promise<Media> {
    return this.get(`/api/media/${id}`);
  }

  /** Uploads as a browser form does. */
  upload(title: string, name: string, bytes: Buffer): Promise<Media> {
    return this.#client.upload('/api/media', { title }, { name, type: 'application/octet-stream', bytes });
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#client.get(path);
  }

  post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return this.#client.post(path, body);
  }

  close(): void {
    this.#client.close();
  }
}

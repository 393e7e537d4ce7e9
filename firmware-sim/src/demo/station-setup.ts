import type {
  Account,
  Area,
  AreaRank,
  Broadcast,
  Cluster,
  EnrolmentCode,
  Media,
  NewBroadcast,
  Role,
  SessionState,
} from '@loa/protocol';
import type { Credentials } from './credentials.ts';
import type { ServerClient } from './server-client.ts';
import { ADMINISTRATOR, ANNOUNCEMENT, NATION, PROVINCE, TECHNICIAN, WARDS } from './wards.ts';
import type { DemoCluster, DemoWard } from './wards.ts';

/** A cluster of the demo as the server knows it. */
export interface StationCluster {
  id: string;
  demo: DemoCluster;
  ward: string;
}

/** What is put on air as an example, and when (Unix ms). */
export interface Example {
  title: string;
  startAt: number;
}

const PREPARE_DEADLINE_MS = 120_000;
const LOOK_EVERY_MS = 500;

/** Makes the demo's areas, accounts, clusters and example; what is there already stays as it is. */
export class StationSetup {
  readonly #server: ServerClient;
  readonly #credentials: Credentials;

  constructor(server: ServerClient, credentials: Credentials) {
    this.#server = server;
    this.#credentials = credentials;
  }

  /** Signs the administrator in; makes the account where there is none, with the code of the first start. */
  async signIn(setupCode: string | null | undefined): Promise<void> {
    const { setupNeeded } = await this.#server.get<SessionState>('/api/session');
    const { username, displayName } = ADMINISTRATOR;
    const password = this.#passwordOf(username);
    if (setupNeeded) await this.#server.post('/api/setup', { setupCode, username, displayName, password });
    else await this.#server.post('/api/session', { username, password });
  }

  /** Areas, accounts and clusters of both wards. */
  async ensureStation(): Promise<StationCluster[]> {
    const nationId = await this.#ensureArea({ parentId: null, ...NATION, rank: 'nation' });
    const provinceId = await this.#ensureArea({ parentId: nationId, ...PROVINCE, rank: 'province' });
    await this.#ensureAccount(TECHNICIAN, 'technician', provinceId);
    const clusters: StationCluster[] = [];
    for (const ward of WARDS) clusters.push(...(await this.#ensureWard(ward, provinceId)));
    return clusters;
  }

  /** A fresh code to enrol a cluster's pole with. */
  async enrolmentCode(clusterId: string): Promise<string> {
    return (await this.#server.post<EnrolmentCode>(`/api/clusters/${clusterId}/enrolment-code`)).code;
  }

  /** Puts the example into the library once, and plans it for `startAt` (Unix ms) in both wards. */
  async planExample(makeAudio: () => Promise<Buffer>, startAt: number): Promise<Example> {
    const media = await this.#ensureMedia(makeAudio);
    const areas = await this.#server.get<Area[]>('/api/areas');
    const areaIds = areas.filter(({ name }) => WARDS.some((ward) => ward.name === name)).map(({ id }) => id);
    const plan: NewBroadcast = {
      title: ANNOUNCEMENT.title,
      class: 'normal',
      targets: { areaIds, zoneIds: [], clusterIds: [] },
      mediaId: media.id,
      startAt,
    };
    const broadcast = await this.#server.post<Broadcast>('/api/broadcasts', plan);
    return { title: broadcast.title, startAt: broadcast.startAt };
  }

  async #ensureWard(ward: DemoWard, provinceId: string): Promise<StationCluster[]> {
    const areaId = await this.#ensureArea({
      parentId: provinceId,
      name: ward.name,
      code: ward.code,
      rank: 'commune',
    });
    await this.#ensureAccount(ward.officer, 'officer', areaId);
    const known = (await this.#server.get<Cluster[]>('/api/clusters')).filter(
      (cluster) => cluster.areaId === areaId,
    );
    const clusters: StationCluster[] = [];
    for (const demo of ward.clusters) {
      const { ppm: _ppm, ...fields } = demo;
      const id =
        known.find(({ name }) => name === demo.name)?.id ??
        (await this.#server.post<Cluster>('/api/clusters', { areaId, ...fields })).id;
      clusters.push({ id, demo, ward: ward.name });
    }
    return clusters;
  }

  async #ensureArea(area: {
    parentId: string | null;
    name: string;
    code: string;
    rank: AreaRank;
  }): Promise<string> {
    const areas = await this.#server.get<Area[]>('/api/areas');
    const known = areas.find(({ name, parentId }) => name === area.name && parentId === area.parentId);
    return known?.id ?? (await this.#server.post<Area>('/api/areas', area)).id;
  }

  async #ensureAccount(
    who: { username: string; displayName: string },
    role: Role,
    areaId: string,
  ): Promise<void> {
    const accounts = await this.#server.get<Account[]>('/api/accounts');
    if (accounts.some(({ username }) => username === who.username)) return;
    await this.#server.post('/api/accounts', {
      ...who,
      role,
      areaId,
      password: this.#passwordOf(who.username),
    });
  }

  async #ensureMedia(makeAudio: () => Promise<Buffer>): Promise<Media> {
    const library = await this.#server.get<Media[]>('/api/media');
    const known = library.find(({ title, state }) => title === ANNOUNCEMENT.title && state !== 'refused');
    return this.#untilReady(known ?? (await this.#uploadExample(makeAudio)));
  }

  async #uploadExample(makeAudio: () => Promise<Buffer>): Promise<Media> {
    const file = { name: 'thong-bao-ve-sinh.wav', type: 'audio/wav', bytes: await makeAudio() };
    // Without an area it is everybody's, so that the officers of both wards find it.
    return this.#server.upload('/api/media', { title: ANNOUNCEMENT.title }, file);
  }

  async #untilReady(media: Media): Promise<Media> {
    const until = performance.now() + PREPARE_DEADLINE_MS;
    for (let now = media; ; now = await this.#server.get<Media>(`/api/media/${media.id}`)) {
      if (now.state === 'ready') return now;
      if (now.state === 'refused') throw new Error(`the example was refused: ${now.refusal ?? ''}`);
      if (performance.now() > until) throw new Error('the example is still being prepared');
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  #passwordOf(username: string): string {
    const password = this.#credentials[username];
    if (password === undefined) throw new Error(`no password is kept for ${username}`);
    return password;
  }
}

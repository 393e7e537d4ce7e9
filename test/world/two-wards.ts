import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfig } from '@loa/edge-agent';
import { VirtualPole } from '@loa/firmware-sim';
import { eventually, type Cluster, type Media } from '@loa/protocol';
import { LoaServer } from './loa-server.ts';
import { Mosquitto, type MosquittoPorts } from './mosquitto.ts';
import { Officer } from './officer.ts';

export const ADMINISTRATOR = { username: 'quantri', password: 'mat-khau-thu-nghiem' };

/** One ward of the test world, with its poles in the order of their clusters. */
export interface Ward {
  areaId: string;
  clusterIds: string[];
  poles: VirtualPole[];
}

interface PoleSettings {
  /** Poles in each ward. */
  poles?: number;
  /** Clock error of each pole's card, ppm, in turn. */
  ppm?: number[];
  /** Further settings of every agent. */
  agentSettings?: Partial<AgentConfig>;
}

export interface WorldSettings extends PoleSettings {
  /** Further variables of the server. */
  server?: Record<string, string>;
  /** An external broker instead of the embedded one. */
  broker?: MosquittoPorts;
}

/** A real server with two wards of real agents on virtual poles, set up by the doors that people use. */
export class TwoWards {
  readonly folder: string;
  readonly server: LoaServer;
  officer!: Officer;
  thachHung!: Ward;
  tanGiang!: Ward;

  #mosquitto: Mosquitto | undefined;

  private constructor(folder: string, server: LoaServer) {
    this.folder = folder;
    this.server = server;
  }

  static async open({
    poles = 3,
    server = {},
    ppm = [0],
    agentSettings = {},
    broker,
  }: WorldSettings = {}): Promise<TwoWards> {
    const folder = await mkdtemp(join(tmpdir(), 'loa-world-'));
    const settings =
      broker === undefined ? server : { ...server, MQTT_URL: `mqtts://127.0.0.1:${broker.tls}` };
    const world = new TwoWards(folder, await LoaServer.create(join(folder, 'server'), settings));
    if (broker !== undefined) world.#mosquitto = new Mosquitto(folder, broker);
    try {
      await world.#build({ poles, ppm, agentSettings });
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  get poles(): VirtualPole[] {
    return [...(this.thachHung?.poles ?? []), ...(this.tanGiang?.poles ?? [])];
  }

  get clusterIds(): string[] {
    return [...this.thachHung.clusterIds, ...this.tanGiang.clusterIds];
  }

  /** A person of their own session, already signed in. */
  async person(username = ADMINISTRATOR.username, password = ADMINISTRATOR.password): Promise<Officer> {
    const person = new Officer(this.server.ready.url, this.server.ready.authorityPem);
    await person.signIn(username, password);
    return person;
  }

  /** Uploads a file and waits until the poles could have it. */
  async prepare(title: string, file: string): Promise<Media & { sha256: string; durationMs: number }> {
    const uploaded = await this.officer.upload(title, `${title}.mp3`, await readFile(file));
    let media = uploaded;
    await eventually(async () => {
      media = await this.officer.media(uploaded.id);
      if (media.state === 'refused') throw new Error(`refused: ${media.refusal}`);
      return media.state === 'ready' ? undefined : `still ${media.state}`;
    }, 60_000);
    return media as Media & { sha256: string; durationMs: number };
  }

  /** Waits until every pole is online with its media flow and has said what `fits` asks for. */
  async everyPole(fits: (cluster: Cluster) => string | undefined, withinMs = 30_000): Promise<void> {
    await eventually(async () => {
      const clusters = await this.officer.clusters();
      const unfit = clusters
        .map((cluster) => ({ cluster, reason: fits(cluster) }))
        .find(({ reason }) => reason);
      return unfit === undefined ? undefined : `${unfit.cluster.name}: ${unfit.reason}`;
    }, withinMs);
  }

  allOnline(): Promise<void> {
    return this.everyPole(({ state, reported }) => {
      if (state !== 'online') return state;
      if (reported === null || !reported.clock.known) return 'does not know the time';
      return undefined;
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.poles.map((pole) => pole.close()));
    this.officer?.close();
    await this.server.stop();
    await this.#mosquitto?.close();
    if (process.env['LOA_KEEP_WORLD'] === undefined) await rm(this.folder, { recursive: true, force: true });
  }

  async #build(settings: Required<PoleSettings>): Promise<void> {
    await this.server.start();
    await this.#mosquitto?.start(join(this.server.folder, 'keys'));
    const { url, authorityPem, setupCode } = this.server.ready;
    this.officer = new Officer(url, authorityPem);
    await this.officer.setUp(setupCode ?? '', ADMINISTRATOR.username, ADMINISTRATOR.password);
    const province = await this.officer.addArea('Hà Tĩnh', 'province', null);
    this.thachHung = await this.#addWard('Thạch Hưng', province.id, settings);
    this.tanGiang = await this.#addWard('Tân Giang', province.id, settings);
    await Promise.all(this.poles.map((pole) => this.#enrol(pole)));
    await this.allOnline();
  }

  async #addWard(name: string, provinceId: string, settings: Required<PoleSettings>): Promise<Ward> {
    const { poles, ppm, agentSettings } = settings;
    const area = await this.officer.addArea(`Phường ${name}`, 'commune', provinceId);
    const ward: Ward = { areaId: area.id, clusterIds: [], poles: [] };
    for (let number = 1; number <= poles; number += 1) {
      const cluster = await this.officer.addCluster(area.id, `${name} ${number}`);
      ward.clusterIds.push(cluster.id);
      const error = ppm[(this.poles.length + number - 1) % ppm.length] ?? 0;
      const folder = join(this.folder, cluster.id);
      ward.poles.push(new VirtualPole({ id: cluster.id, folder, ppm: error, agentSettings }));
    }
    return ward;
  }

  async #enrol(pole: VirtualPole): Promise<void> {
    const { code } = await this.officer.enrolmentCode(pole.id);
    await pole.enrol(this.server.ready.url, code);
    await pole.start();
  }
}

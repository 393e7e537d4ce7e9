import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualPole } from '@loa/firmware-sim';
import { eventually, type Cluster } from '@loa/protocol';
import type { Line } from '../wan/line.ts';
import { inside } from '../wan/network-namespace.ts';
import { CENTRE_ADDRESS, Wan } from '../wan/wan.ts';
import { LoaServer } from './loa-server.ts';
import { Officer } from './officer.ts';
import { ADMINISTRATOR } from './two-wards.ts';

/** A pole and the line that it is behind. */
export interface FarPole {
  label: string;
  pole: VirtualPole;
  line: Line;
}

/** A real server in the centre of a WAN, and real agents of one commune, each behind a line of its own. */
export class FarPoles {
  readonly folder: string;
  readonly server: LoaServer;
  readonly wan: Wan;
  readonly far: FarPole[] = [];
  officer!: Officer;
  areaId = '';

  readonly #removeFolder = (): void => {
    if (process.env['LOA_KEEP_WORLD'] === undefined) rmSync(this.folder, { recursive: true, force: true });
  };

  private constructor(folder: string, server: LoaServer, wan: Wan) {
    this.folder = folder;
    this.server = server;
    this.wan = wan;
    process.once('exit', this.#removeFolder);
  }

  /**
   * Builds everything on faultless lines, one pole for each label. `centre`: the namespace of the centre, in which this
   * program runs. `ppm`: the clock errors of the poles' cards, in turn.
   */
  static async open(
    centre: string,
    labels: readonly string[],
    ppm: readonly number[] = [0],
  ): Promise<FarPoles> {
    const folder = await mkdtemp(join(tmpdir(), 'loa-far-'));
    const wan = await Wan.open(centre);
    const server = await LoaServer.create(join(folder, 'server'), { LOA_LISTEN_HOST: CENTRE_ADDRESS });
    const world = new FarPoles(folder, server, wan);
    try {
      await world.#build(labels, ppm);
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  get poles(): VirtualPole[] {
    return this.far.map(({ pole }) => pole);
  }

  /** Waits until no pole has what `fits` complains of. */
  async everyPole(fits: (cluster: Cluster) => string | undefined, withinMs = 30_000): Promise<void> {
    await eventually(async () => {
      const clusters = await this.officer.clusters();
      const complaints = clusters.flatMap((cluster) => {
        const reason = fits(cluster);
        return reason === undefined ? [] : [`${cluster.name}: ${reason}`];
      });
      return complaints[0];
    }, withinMs);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.poles.map((pole) => pole.close()));
    this.officer?.close();
    await this.server.stop();
    await this.wan.close();
    this.#removeFolder();
    process.off('exit', this.#removeFolder);
  }

  async #build(labels: readonly string[], ppm: readonly number[]): Promise<void> {
    await this.server.start();
    const { url, authorityPem, setupCode } = this.server.ready;
    this.officer = new Officer(url, authorityPem);
    await this.officer.setUp(setupCode ?? '', ADMINISTRATOR.username, ADMINISTRATOR.password);
    this.areaId = (await this.officer.addArea('Phường Thạch Hưng', 'commune', null)).id;
    for (const [index, label] of labels.entries()) await this.#add(label, ppm[index % ppm.length] ?? 0);
    await this.everyPole(({ state, reported }) => {
      if (state !== 'online') return state;
      return reported?.clock.known === true ? undefined : 'does not know the time';
    });
  }

  async #add(label: string, ppm: number): Promise<void> {
    const { id } = await this.officer.addCluster(this.areaId, label);
    const line = await this.wan.addLine(label);
    const pole = new VirtualPole({
      id,
      name: label,
      ppm,
      folder: join(this.folder, label),
      runWith: inside(line.namespace),
      // The pretend amplifier listens in the centre, where the pole cannot reach it.
      agentSettings: { amplifierHost: '' },
    });
    this.far.push({ label, pole, line });
    const { code } = await this.officer.enrolmentCode(id);
    await pole.enrol(this.server.ready.url, code);
    await pole.start();
  }
}

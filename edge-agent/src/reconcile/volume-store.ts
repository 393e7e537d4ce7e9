import { join } from 'node:path';
import Type from 'typebox';
import { misfit, VolumeHours, type VolumeSettings } from '@loa/protocol';
import { readJson, writeDurably } from '../cache/file-store.ts';

const Stored = Type.Object({
  volumePercent: Type.Integer({ minimum: 0, maximum: 100 }),
  volumeHours: Type.Optional(VolumeHours),
});

/** The file of the volume: it holds for longer than the message that set it. */
export class VolumeStore {
  readonly #path: string;

  constructor(dataFolder: string) {
    this.#path = join(dataFolder, 'volume.json');
  }

  /** Null when nothing was set yet. */
  async load(): Promise<VolumeSettings | null> {
    const value = await readJson(this.#path);
    return misfit(Stored, value) === undefined ? (value as VolumeSettings) : null;
  }

  async save(settings: VolumeSettings): Promise<void> {
    await writeDurably(this.#path, JSON.stringify(settings));
  }
}

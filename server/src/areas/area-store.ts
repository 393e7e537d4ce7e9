import type { Area } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import { build, type AreaTree } from './area-tree.ts';

/** Rows of the tree of areas. */
export class AreaStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async list(): Promise<Area[]> {
    return this.#db.selectFrom('area').selectAll().orderBy('name').execute();
  }

  async tree(): Promise<AreaTree> {
    return build(await this.list());
  }

  async find(id: string): Promise<Area | undefined> {
    return this.#db.selectFrom('area').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async insert(area: Area): Promise<void> {
    await this.#db.insertInto('area').values(area).execute();
  }

  async update(id: string, change: Partial<Omit<Area, 'id'>>): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#db.updateTable('area').set(change).where('id', '=', id).execute();
  }
}

import Type from 'typebox';
import { Account, AccountChange, Id, LoaError, NewAccount } from '@loa/protocol';
import type { Door } from '../links/https-door.ts';
import type { AccountKeeper } from './account-keeper.ts';
import type { AccountStore } from './account-store.ts';
import type { Gatekeeper } from './gatekeeper.ts';

export interface AccountParts {
  accounts: AccountStore;
  keeper: AccountKeeper;
  gatekeeper: Gatekeeper;
  /** After the rights or the password of an account were changed. */
  shutOut: (accountId: string) => void;
}

const Params = Type.Object({ id: Id });

export function accountRoutes(app: Door, { accounts, keeper, gatekeeper, shutOut }: AccountParts): void {
  const tags = ['accounts'];

  app.get('/api/accounts', { schema: { tags, response: { 200: Type.Array(Account) } } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'accounts', null);
    const areas = await gatekeeper.visibleAreas(account);
    const all = await accounts.list();
    return all.filter(({ areaId }) => areas === null || (areaId !== null && areas.has(areaId)));
  });

  app.post(
    '/api/accounts',
    { schema: { tags, body: NewAccount, response: { 200: Account } } },
    async (request) => {
      const by = await requireArea(request, request.body.areaId);
      return keeper.make(request.body, by);
    },
  );

  app.patch(
    '/api/accounts/:id',
    { schema: { tags, params: Params, body: AccountChange, response: { 200: Account } } },
    async (request) => {
      const before = await accounts.find(request.params.id);
      if (before === undefined) throw new LoaError('input.not-found');
      await requireArea(request, before.areaId);
      const { areaId = before.areaId } = request.body;
      const by = await requireArea(request, areaId);
      const changed = await keeper.change(before.id, request.body, by);
      shutOut(changed.id);
      return changed;
    },
  );

  /** Who acts on a part of the tree gives nobody more than that part. */
  async function requireArea(request: Parameters<Gatekeeper['requireAccount']>[0], areaId: string | null) {
    const by = await gatekeeper.requirePermission(request, 'accounts', areaId);
    if (areaId === null && by.areaId !== null) throw new LoaError('access.forbidden', { action: 'accounts' });
    return by;
  }
}

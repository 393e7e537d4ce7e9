import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { Area, Id, LoaError, NewArea, WallMs } from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import type { EventHub } from '../links/event-hub.ts';
import type { Door } from '../links/https-door.ts';
import { faultOfPlace } from './area-rules.ts';
import type { AreaStore } from './area-store.ts';

export interface AreaParts {
  areas: AreaStore;
  gatekeeper: Gatekeeper;
  recorder: AuditRecorder;
  hub: EventHub;
}

const Params = Type.Object({ id: Id });
const validity = Type.Union([WallMs, Type.Null()]);
/** PATCH /api/areas/:id: also its validity, after a merger. */
const AreaChange = Type.Partial(
  Type.Object(
    { ...NewArea.properties, validFrom: validity, validTo: validity },
    { additionalProperties: false },
  ),
  { additionalProperties: false },
);

export function areaRoutes(app: Door, { areas, gatekeeper, recorder, hub }: AreaParts): void {
  const tags = ['areas'];

  app.get('/api/areas', { schema: { tags, response: { 200: Type.Array(Area) } } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'view', null);
    const tree = await areas.tree();
    const all = await areas.list();
    if (account.areaId === null) return all;
    // The ancestors too: a place is named with the places that it lies in.
    const seen = new Set([...tree.path(account.areaId), ...tree.below(account.areaId)]);
    return all.filter(({ id }) => seen.has(id));
  });

  app.post('/api/areas', { schema: { tags, body: NewArea, response: { 200: Area } } }, async (request) => {
    const account = await requireParent(request, request.body.parentId);
    const area: Area = { id: randomUUID(), ...request.body, validFrom: null, validTo: null };
    refuseFault(faultOfPlace(await areas.tree(), area));
    await areas.insert(area);
    await recorder.record({
      accountId: account.id,
      action: 'area.make',
      subject: area.id,
      details: request.body,
    });
    await hub.refreshSight();
    return area;
  });

  app.patch(
    '/api/areas/:id',
    { schema: { tags, params: Params, body: AreaChange, response: { 200: Area } } },
    async (request) => {
      const { id } = request.params;
      const account = await gatekeeper.requirePermission(request, 'areas', id);
      const before = await mustFind(id);
      const area = { ...before, ...request.body };
      if (area.parentId !== before.parentId) await requireParent(request, area.parentId);
      refuseFault(faultOfPlace(await areas.tree(), area));
      await areas.update(id, request.body);
      await recorder.record({
        accountId: account.id,
        action: 'area.change',
        subject: id,
        details: request.body,
      });
      await hub.refreshSight();
      return mustFind(id);
    },
  );

  async function mustFind(id: string): Promise<Area> {
    const area = await areas.find(id);
    if (area === undefined) throw new LoaError('input.not-found', { areaId: id });
    return area;
  }

  /** A new top of the tree is a matter for who acts on the whole tree. */
  async function requireParent(
    request: Parameters<Gatekeeper['requireAccount']>[0],
    parentId: string | null,
  ) {
    const account = await gatekeeper.requirePermission(request, 'areas', parentId);
    if (parentId === null && account.areaId !== null)
      throw new LoaError('access.forbidden', { action: 'areas' });
    return account;
  }
}

function refuseFault(fault: string | undefined): void {
  if (fault !== undefined) throw new LoaError('input.invalid', { field: fault });
}

import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { Id, LoaError, NewZone, Zone, type Account } from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import type { AreaStore } from '../areas/area-store.ts';
import type { Door } from '../links/https-door.ts';
import type { ClusterStore } from './cluster-store.ts';
import type { ZoneStore } from './zone-store.ts';

export interface ZoneParts {
  zones: ZoneStore;
  areas: AreaStore;
  clusters: ClusterStore;
  gatekeeper: Gatekeeper;
  recorder: AuditRecorder;
}

const Params = Type.Object({ id: Id });

export function zoneRoutes(app: Door, { zones, areas, clusters, gatekeeper, recorder }: ZoneParts): void {
  const tags = ['zones'];
  const answer = { 200: Zone };

  app.get('/api/zones', { schema: { tags, response: { 200: Type.Array(Zone) } } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'view', null);
    const visible = await gatekeeper.visibleAreas(account);
    const all = await zones.list();
    return visible === null ? all : all.filter(({ areaId }) => visible.has(areaId));
  });

  app.post('/api/zones', { schema: { tags, body: NewZone, response: answer } }, async (request) => {
    const account = await requireZone(request, request.body);
    return put(randomUUID(), request.body, account, 'zone.make');
  });

  app.put(
    '/api/zones/:id',
    { schema: { tags, params: Params, body: NewZone, response: answer } },
    async (request) => {
      const { areaId } = await mustFind(request.params.id);
      await gatekeeper.requirePermission(request, 'clusters', areaId);
      const account = await requireZone(request, request.body);
      return put(request.params.id, request.body, account, 'zone.change');
    },
  );

  app.delete('/api/zones/:id', { schema: { tags, params: Params } }, async (request, reply) => {
    const { id, areaId } = await mustFind(request.params.id);
    const account = await gatekeeper.requirePermission(request, 'clusters', areaId);
    await zones.remove(id);
    await recorder.record({ accountId: account.id, action: 'zone.remove', subject: id });
    return reply.status(204).send();
  });

  /** A zone lies in one area that the account acts on, and so do all of its clusters. */
  async function requireZone(request: Parameters<Gatekeeper['requireAccount']>[0], zone: NewZone) {
    const account = await gatekeeper.requirePermission(request, 'clusters', zone.areaId);
    if ((await areas.find(zone.areaId)) === undefined)
      throw new LoaError('input.invalid', { field: 'areaId' });
    const known = new Set((await clusters.list()).map(({ id }) => id));
    const unknown = zone.clusterIds.find((id) => !known.has(id));
    if (unknown !== undefined)
      throw new LoaError('input.invalid', { field: 'clusterIds', clusterId: unknown });
    await gatekeeper.requireClusters(request, 'clusters', zone.clusterIds);
    return account;
  }

  async function put(id: string, zone: NewZone, account: Account, action: string): Promise<Zone> {
    await zones.put(id, zone);
    await recorder.record({ accountId: account.id, action, subject: id, details: zone });
    return mustFind(id);
  }

  async function mustFind(id: string): Promise<Zone> {
    const zone = await zones.find(id);
    if (zone === undefined) throw new LoaError('input.not-found', { zoneId: id });
    return zone;
  }
}

import Type from 'typebox';
import {
  Cluster,
  ClusterChange,
  ClusterDetail,
  EnrolmentCode,
  Id,
  LoaError,
  NewCluster,
} from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import type { AreaStore } from '../areas/area-store.ts';
import type { Door } from '../links/https-door.ts';
import type { ClusterInspector } from './cluster-inspector.ts';
import type { ClusterKeeper } from './cluster-keeper.ts';
import type { Enroller } from './enroller.ts';

export interface ClusterParts {
  keeper: ClusterKeeper;
  inspector: ClusterInspector;
  enroller: Enroller;
  areas: AreaStore;
  gatekeeper: Gatekeeper;
  recorder: AuditRecorder;
}

const Params = Type.Object({ id: Id });

export function clusterRoutes(app: Door, parts: ClusterParts): void {
  const { keeper, inspector, enroller, areas, gatekeeper, recorder } = parts;
  const tags = ['clusters'];
  const answer = { 200: Cluster };

  app.get('/api/clusters', { schema: { tags, response: { 200: Type.Array(Cluster) } } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'view', null);
    const visible = await gatekeeper.visibleAreas(account);
    const all = await keeper.list();
    return visible === null ? all : all.filter(({ areaId }) => visible.has(areaId));
  });

  app.post('/api/clusters', { schema: { tags, body: NewCluster, response: answer } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'clusters', request.body.areaId);
    await requireArea(request.body.areaId);
    return keeper.make(request.body, account);
  });

  app.get(
    '/api/clusters/:id',
    { schema: { tags, params: Params, response: { 200: ClusterDetail } } },
    async (request) => {
      const cluster = await keeper.find(request.params.id);
      await gatekeeper.requirePermission(request, 'view', cluster.areaId);
      return inspector.detail(cluster);
    },
  );

  app.patch(
    '/api/clusters/:id',
    { schema: { tags, params: Params, body: ClusterChange, response: answer } },
    async (request) => {
      const account = await requireCluster(request);
      const { areaId } = request.body;
      if (areaId !== undefined) {
        await gatekeeper.requirePermission(request, 'clusters', areaId);
        await requireArea(areaId);
      }
      return keeper.change(request.params.id, request.body, account);
    },
  );

  app.post(
    '/api/clusters/:id/enrolment-code',
    { schema: { tags, params: Params, response: { 200: EnrolmentCode } } },
    async (request) => {
      const account = await requireCluster(request);
      const { id } = request.params;
      const code = await enroller.makeCode(id);
      await recorder.record({ accountId: account.id, action: 'cluster.enrolment-code', subject: id });
      return code;
    },
  );

  app.post(
    '/api/clusters/:id/revoke',
    { schema: { tags, params: Params, response: answer } },
    async (request) => keeper.revoke(request.params.id, await requireCluster(request)),
  );

  async function requireCluster(
    request: Parameters<Gatekeeper['requireAccount']>[0] & { params: { id: string } },
  ) {
    gatekeeper.requireAccount(request);
    const { areaId } = await keeper.find(request.params.id);
    return gatekeeper.requirePermission(request, 'clusters', areaId);
  }

  async function requireArea(areaId: string): Promise<void> {
    if ((await areas.find(areaId)) === undefined) throw new LoaError('input.invalid', { field: 'areaId' });
  }
}

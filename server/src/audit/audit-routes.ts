import Type from 'typebox';
import { AuditEntry } from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { Door } from '../links/https-door.ts';
import type { AuditStore } from './audit-store.ts';

export interface AuditParts {
  audit: AuditStore;
  gatekeeper: Gatekeeper;
}

const Page = Type.Object({
  /** Only entries older than the one with this number. */
  before: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
});

export function auditRoutes(app: Door, { audit, gatekeeper }: AuditParts): void {
  const schema = {
    tags: ['audit'],
    querystring: Type.Partial(Page),
    response: { 200: Type.Array(AuditEntry) },
  };
  app.get('/api/audit', { schema }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'audit', null);
    const areas = await gatekeeper.visibleAreas(account);
    const { before, limit = 100 } = request.query;
    return audit.list({ limit, areas, ...(before === undefined ? {} : { before }) });
  });
}

import Type from 'typebox';
import type { Door } from './https-door.ts';

export interface HealthPorts {
  version: string;
  isWorkerUp: () => boolean;
  isBrokerUp: () => boolean;
}

const Health = Type.Object({
  ok: Type.Boolean(),
  version: Type.String(),
  worker: Type.Union([Type.Literal('up'), Type.Literal('restarting')]),
  broker: Type.Union([Type.Literal('up'), Type.Literal('away')]),
});

/** GET /api/health, for watchdogs: no account is needed and nothing secret is told. */
export function healthRoutes(app: Door, { version, isWorkerUp, isBrokerUp }: HealthPorts): void {
  app.get('/api/health', { schema: { tags: ['health'], response: { 200: Health } } }, async () => ({
    ok: isWorkerUp() && isBrokerUp(),
    version,
    worker: isWorkerUp() ? ('up' as const) : ('restarting' as const),
    broker: isBrokerUp() ? ('up' as const) : ('away' as const),
  }));
}

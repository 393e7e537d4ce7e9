import Type from 'typebox';
import type { DiskState } from '../storage/reserve-keeper.ts';
import type { Door } from './https-door.ts';

export interface HealthPorts {
  version: string;
  isWorkerUp: () => boolean;
  isBrokerUp: () => boolean;
  disk: () => Promise<DiskState>;
}

const Health = Type.Object({
  ok: Type.Boolean(),
  version: Type.String(),
  worker: Type.Union([Type.Literal('up'), Type.Literal('restarting')]),
  broker: Type.Union([Type.Literal('up'), Type.Literal('away')]),
  /** MB (1 000 000 bytes) that the server may still write. */
  diskFreeMb: Type.Integer(),
  /** Less than 500 MB are free. */
  diskLow: Type.Boolean(),
  /** Given up on a full disk so that people can still go on air, or never made for want of room. */
  reserve: Type.Union([Type.Literal('kept'), Type.Literal('given-up')]),
});

/** GET /api/health, for watchdogs: no account is needed and nothing secret is told. */
export function healthRoutes(app: Door, { version, isWorkerUp, isBrokerUp, disk }: HealthPorts): void {
  app.get('/api/health', { schema: { tags: ['health'], response: { 200: Health } } }, async () => {
    const { freeMb, isLow, isReserveKept } = await disk();
    return {
      ok: isWorkerUp() && isBrokerUp(),
      version,
      worker: isWorkerUp() ? ('up' as const) : ('restarting' as const),
      broker: isBrokerUp() ? ('up' as const) : ('away' as const),
      diskFreeMb: freeMb,
      diskLow: isLow,
      reserve: isReserveKept ? ('kept' as const) : ('given-up' as const),
    };
  });
}

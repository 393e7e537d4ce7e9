import Type from 'typebox';
import { Sha256 } from '@loa/protocol';
import type { FastifyRequest } from 'fastify';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { PoleGate } from '../clusters/pole-gate.ts';
import type { Door } from '../links/https-door.ts';
import type { FileKeeper } from './file-keeper.ts';
import { sendOggFile } from './file-sender.ts';

export interface MediaFileRoutesParts {
  gatekeeper: Pick<Gatekeeper, 'requirePermission'>;
  poleGate: Pick<PoleGate, 'requirePole'>;
  files: FileKeeper;
}

/** A file by its hash never changes. */
const FOR_EVER = 'private, max-age=31536000, immutable';
const params = Type.Object({ sha256: Sha256 });

export function mediaFileRoutes(app: Door, parts: MediaFileRoutesParts): void {
  app.get('/media/:sha256', { schema: { tags: ['media'], params } }, async (request, reply) => {
    await requireListener(request, parts);
    const { sha256 } = request.params;
    return sendOggFile(request, reply, {
      path: parts.files.pathOf(sha256),
      tag: sha256,
      cacheControl: FOR_EVER,
    });
  });
}

/** Somebody who is signed in, or a pole. */
async function requireListener(
  request: FastifyRequest,
  { gatekeeper, poleGate }: MediaFileRoutesParts,
): Promise<void> {
  if (request.account === null) await poleGate.requirePole(request);
  else await gatekeeper.requirePermission(request, 'view', null);
}

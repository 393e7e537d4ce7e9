import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LoaError } from '@loa/protocol';

const YEAR_S = 31_536_000;

/**
 * Serves the built console. Its screens have addresses of their own, so that every address outside of the
 * interfaces answers the page itself. Assets carry their hash in their names and never change.
 */
export async function registerConsole(app: FastifyInstance, folder: string | undefined): Promise<void> {
  app.setNotFoundHandler((request, reply) => answerMissing(request, reply, folder));
  if (folder === undefined) return;
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: true,
    cacheControl: false,
    // The build lays compressed copies beside its files; who cannot take them gets the plain ones.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(folder, 'assets'));
      reply.header('cache-control', isHashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
}

async function answerMissing(
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string | undefined,
): Promise<FastifyReply> {
  const [path = ''] = request.url.split('?');
  const isInterface = ['/api', '/media'].some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  const isPage = request.method === 'GET' || request.method === 'HEAD';
  // A missing file is missing; only addresses without an ending are screens.
  const isFile = /\.[a-z0-9]{2,5}$/i.test(path);
  if (isInterface || !isPage || isFile || folder === undefined)
    throw new LoaError('input.not-found', { path });
  return reply.sendFile('index.html');
}

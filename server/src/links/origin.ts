import type { FastifyRequest } from 'fastify';
import { LoaError } from '@loa/protocol';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A request that changes something, or opens the stream of events, comes from our own pages or from no browser.
 * Browsers always send Origin with those; the cookie is SameSite=Strict besides.
 */
export async function refuseForeignOrigin(request: FastifyRequest): Promise<void> {
  const isUpgrade = request.headers.upgrade !== undefined;
  if (SAFE_METHODS.has(request.method) && !isUpgrade) return;
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeignSite || (origin !== undefined && !isSameHost(origin, request))) {
    throw new LoaError('access.foreign-origin', { origin: origin ?? '' });
  }
}

function isSameHost(origin: string, { host, protocol }: FastifyRequest): boolean {
  return URL.canParse(origin) && URL.canParse(`${protocol}://${host}`)
    ? new URL(origin).host === new URL(`${protocol}://${host}`).host
    : false;
}

import { open } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoaError } from '@loa/protocol';
import { byteRangeOf } from './byte-range.ts';

/** A file and how a cache may keep it. */
export interface SendableFile {
  path: string;
  /** Strong validator, without quotes. */
  tag: string;
  cacheControl: string;
}

/**
 * Answers with an Ogg Opus file, or the part of it that the request asks for (206, 416, 304 by RFC 9110). Throws
 * `input.not-found` when the file is not there.
 */
export async function sendOggFile(request: FastifyRequest, reply: FastifyReply, file: SendableFile) {
  const etag = `"${file.tag}"`;
  const handle = await openExisting(file.path);
  const { size } = await handle.stat();
  const range = byteRangeOf(rangeHeader(request, etag), size);
  const isKnown = request.headers['if-none-match'] === etag;
  if (isKnown || range.kind === 'unsatisfiable') await handle.close();
  reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': file.cacheControl });
  if (isKnown) return reply.status(304).send();
  if (range.kind === 'unsatisfiable') return refuseRange(reply, size);
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size - 1 };
  if (range.kind === 'part') reply.status(206).header('content-range', `bytes ${start}-${end}/${size}`);
  reply.headers({ 'content-type': 'audio/ogg', 'content-length': end - start + 1 });
  return reply.send(handle.createReadStream({ start, end: Math.max(start, end), autoClose: true }));
}

function refuseRange(reply: FastifyReply, size: number) {
  return reply
    .status(416)
    .headers({ 'content-range': `bytes */${size}`, 'cache-control': 'no-store' })
    .send();
}

/** RFC 9110, section 13.1.5: a part is of no use to somebody who holds another version. */
function rangeHeader(request: FastifyRequest, etag: string): string | undefined {
  const condition = request.headers['if-range'];
  return condition === undefined || condition === etag ? request.headers.range : undefined;
}

async function openExisting(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new LoaError('input.not-found');
    throw error;
  }
}

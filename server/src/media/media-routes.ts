import multipart, { type MultipartFile } from '@fastify/multipart';
import Type from 'typebox';
import { Id, LoaError, Media, MediaChange, MediaPeaks, type Account } from '@loa/protocol';
import type { FastifyRequest } from 'fastify';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { Door } from '../links/https-door.ts';
import type { MediaChanger } from './media-changer.ts';
import type { MediaReader } from './media-reader.ts';
import type { ReceivedFile, UploadTaker } from './upload-taker.ts';

export interface MediaRoutesParts {
  gatekeeper: Pick<Gatekeeper, 'requirePermission'>;
  reader: MediaReader;
  changer: MediaChanger;
  uploads: UploadTaker;
  areas: { find(id: string): Promise<unknown> };
  mostUploadBytes: number;
}

interface Form {
  fields: Map<string, string>;
  file: ReceivedFile | undefined;
}

const tags = ['media'];
const params = Type.Object({ id: Id });
const MOST_FIELD_BYTES = 1_000;

export async function mediaRoutes(app: Door, parts: MediaRoutesParts): Promise<void> {
  const { gatekeeper, reader, changer } = parts;

  app.get('/api/media', { schema: { tags, response: { 200: Type.Array(Media) } } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'view', null);
    return reader.list(account);
  });

  app.get('/api/media/:id', { schema: { tags, params, response: { 200: Media } } }, async (request) => {
    const account = await gatekeeper.requirePermission(request, 'view', null);
    return reader.find(account, request.params.id);
  });

  app.get(
    '/api/media/:id/peaks',
    { schema: { tags, params, response: { 200: MediaPeaks } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'view', null);
      return { peaks: await reader.peaks(account, request.params.id) };
    },
  );

  app.patch(
    '/api/media/:id',
    { schema: { tags, params, body: MediaChange, response: { 200: Media } } },
    async (request) => {
      const account = await gatekeeper.requirePermission(request, 'media', null);
      return changer.rename(account, request.params.id, request.body.title);
    },
  );

  app.delete('/api/media/:id', { schema: { tags, params } }, async (request, reply) => {
    const account = await gatekeeper.requirePermission(request, 'media', null);
    await changer.remove(account, request.params.id);
    return reply.status(204).send();
  });

  await app.register(async (scope) => {
    // One byte more than allowed tells the file that is just small enough from the one that was cut.
    const limits = { fileSize: parts.mostUploadBytes + 1, files: 1, fields: 4, fieldSize: MOST_FIELD_BYTES };
    await scope.register(multipart, { limits, throwFileSizeLimit: false });
    scope.post(
      '/api/media',
      { schema: { tags, consumes: ['multipart/form-data'] } },
      async (request, reply) => {
        return reply.status(202).send(await takeUpload(request, parts));
      },
    );
  });
}

async function takeUpload(request: FastifyRequest, parts: MediaRoutesParts): Promise<Media> {
  const { gatekeeper, uploads } = parts;
  const account = await gatekeeper.requirePermission(request, 'media', null);
  const form: Form = { fields: new Map(), file: undefined };
  try {
    await readForm(request, parts, form);
    if (form.file === undefined) throw new LoaError('input.invalid', { field: 'file' });
    const areaId = await areaOf(request, account, form.fields.get('areaId') ?? '', parts);
    return await uploads.accept(account, form.file, { title: form.fields.get('title') ?? '', areaId });
  } catch (error) {
    if (form.file !== undefined) await uploads.discard(form.file);
    throw error;
  }
}

async function readForm(request: FastifyRequest, parts: MediaRoutesParts, form: Form): Promise<void> {
  if (!request.isMultipart()) throw new LoaError('input.invalid', { field: 'content-type' });
  for await (const part of request.parts()) {
    if (part.type === 'file') form.file = await takeFile(part, parts);
    else form.fields.set(part.fieldname, String(part.value));
  }
}

async function takeFile(
  part: MultipartFile,
  { uploads, mostUploadBytes }: MediaRoutesParts,
): Promise<ReceivedFile> {
  const received = await uploads.receive(part.filename, part.file);
  if (!part.file.truncated && part.file.bytesRead <= mostUploadBytes) return received;
  await uploads.discard(received);
  throw new LoaError('media.too-large', { mostBytes: mostUploadBytes });
}

/** Whose recording it becomes: the named area's, else the account's own, else (administrators) everybody's. */
async function areaOf(
  request: FastifyRequest,
  account: Account,
  named: string,
  { gatekeeper, areas }: MediaRoutesParts,
): Promise<string | null> {
  const areaId = named === '' ? account.areaId : named;
  if (areaId === null) return null;
  if ((await areas.find(areaId)) === undefined) throw new LoaError('input.not-found', { areaId });
  await gatekeeper.requirePermission(request, 'media', areaId);
  return areaId;
}

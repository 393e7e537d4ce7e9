import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerConsole } from './console-files.ts';
import { answerError } from './error-answer.ts';

describe('the files of the console', () => {
  let folder: string;
  let app: FastifyInstance;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-console-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<title>Loa</title>');
    await writeFile(join(folder, 'assets', 'index-abc123.js'), 'run()');
    app = fastify();
    app.setErrorHandler(answerError);
    await registerConsole(app, folder);
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  const get = (url: string) => app.inject({ method: 'GET', url });

  it.each(['/', '/clusters/c1', '/live?area=a', '/index.html'])(
    'answer the page for %s, always fresh',
    async (url) => {
      const answer = await get(url);
      expect([answer.statusCode, answer.body]).toEqual([200, '<title>Loa</title>']);
      expect(answer.headers['cache-control']).toBe('no-cache');
    },
  );

  it('may be kept for ever when their names carry their hash', async () => {
    const answer = await get('/assets/index-abc123.js');
    expect(answer.headers['cache-control']).toContain('immutable');
  });

  it.each(['/api/nothing', '/media/nothing', '/assets/index-old.js', '/logo.png'])(
    'are missing, not the page, at %s',
    async (url) => {
      const answer = await get(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({
        error: { code: 'input.not-found', id: expect.any(String) as string },
      });
    },
  );

  it.each(['/../secret', '/%2e%2e/secret', '/..%2fsecret', '/assets/..%2f..%2fsecret'])(
    'never lead out of their folder by %s',
    async (url) => {
      await writeFile(join(folder, '..', 'secret'), 'secret');
      expect((await get(url)).body).not.toBe('secret');
      await rm(join(folder, '..', 'secret'));
    },
  );
});

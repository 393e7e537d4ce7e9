import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** The description of all routes that have schemas: `/api/docs` for people, `/api/docs/json` for programs. */
export async function registerApiPages(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Loa',
        version: '1',
        description: 'The server of a commune radio. Errors are `{ error: { code, details, id } }`.',
      },
    },
    transform: ({ schema, url }) => ({ schema: schema ?? { hide: true }, url }),
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });
}

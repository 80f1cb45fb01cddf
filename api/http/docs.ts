import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { sessionCookie } from './guards.ts';
import type { ApiServer } from './server.ts';

/** OpenAPI 3.1 at /docs/json and its pages at /docs, all from this server. Call before routes are added. */
export async function serveDocs(server: ApiServer, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fangzhou 方舟',
        version,
        description: 'Watches, proves and protects a city fiscal private network. Live deltas: socket.io at /live.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
          token: { type: 'http', scheme: 'bearer', description: 'The content of `api-token` in the data folder' },
        },
      },
      security: [{ session: [] }],
    },
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, docExpansion: 'list', tryItOutEnabled: true },
    // Swagger UI draws with inline style attributes; its scripts stay our own files only.
    staticCSP: {
      'default-src': "'self'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
      'form-action': "'self'",
    },
  });
}

import helmet from '@fastify/helmet';
import type { ApiServer } from './server.ts';

/** Security headers of every answer. Nothing but our own files may run, be shown or be asked; nobody may frame us. */
export async function setSecurityHeaders(server: ApiServer): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        // 'self' covers ws: and wss: of the same host and port (CSP 3, 6.7.2.8).
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // The server itself speaks HTTP; who puts TLS in front sets it there.
    strictTransportSecurity: false,
  });
}

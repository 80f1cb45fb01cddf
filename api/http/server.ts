import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type TSchema, type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import type { Log } from '../../core/index.ts';
import { errorText } from '../../core/index.ts';
import { asProblem, sendProblem } from '../problems/answer.ts';
import type { Texts } from '../problems/texts.ts';

export type ApiServer = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Every bound of the HTTP server in one place. */
export const httpBounds = {
  bodyBytes: 64 * 1024,
  headerBytes: 16 * 1024,
  /** The whole request, headers and body, must be there within this. */
  requestMs: 30_000,
  headersMs: 15_000,
  /** A connection on which nothing happens is closed. */
  connectionMs: 60_000,
  keepAliveMs: 20_000,
  connections: 1_000,
} as const;

export interface ServerOptions {
  readonly log: Log;
  readonly texts: Texts;
  /** Addresses of proxies whose X-Forwarded-* headers are believed; none by default. */
  readonly trustProxies: readonly string[];
  /** In tests: an answer that is not as its schema says is an error. */
  readonly checkResponses: boolean;
}

/** Most routes are not asked in an hour, many never: what a schema becomes is made when it is first wanted. */
function atFirstUse<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * A fastify instance with bounds, loud validation (an unknown member is an error, nothing is coerced in a body) and
 * problem details for whatever goes wrong, from a broken URL to an exception.
 */
export function createServer({ log, texts, trustProxies, checkResponses }: ServerOptions): ApiServer {
  const server: ApiServer = Fastify({
    logger: false,
    bodyLimit: httpBounds.bodyBytes,
    connectionTimeout: httpBounds.connectionMs,
    requestTimeout: httpBounds.requestMs,
    keepAliveTimeout: httpBounds.keepAliveMs,
    http: { maxHeaderSize: httpBounds.headerBytes, headersTimeout: httpBounds.headersMs },
    forceCloseConnections: true,
    trustProxy: trustProxies.length === 0 ? false : [...trustProxies],
    return503OnClosing: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 400 },
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply, request, asProblem(error, texts, request), texts);
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy();
        return;
      }
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.server.maxConnections = httpBounds.connections;

  server.setValidatorCompiler((route) => {
    const validate = atFirstUse(() => TypeBoxValidatorCompiler(route));
    return (data) => validate()(data);
  });
  server.setSerializerCompiler(({ schema }) => {
    // Types bind what routes return; tests check it. In production nothing stands between a value and its JSON.
    if (!checkResponses) return JSON.stringify;
    const compile = atFirstUse(() => Compile(schema as unknown as TSchema));
    return (data) => {
      const compiled = compile();
      const wire: unknown = JSON.parse(JSON.stringify(data));
      if (!compiled.Check(wire)) {
        throw new Error(`answer is not as its schema says: ${JSON.stringify(compiled.Errors(wire).slice(0, 3))}`);
      }
      return JSON.stringify(wire);
    };
  });
  server.setErrorHandler((thrown, request, reply) => {
    const problem = asProblem(thrown, texts, request);
    if (problem.kind === 'internal' || problem.kind === 'unavailable') {
      log.error({ request: request.id, route: request.routeOptions.url, cause: errorText(thrown) }, 'request-failed');
    }
    return sendProblem(reply, request, problem, texts);
  });
  return server;
}

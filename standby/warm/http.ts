import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { limits } from '../limits.ts';
import { streamPath } from './protocol.ts';
import type { Warm } from './warm.ts';

/** Answers one GET; undefined: there is no such page. */
export type Page = (
  path: string,
) => Promise<{ readonly status: number; readonly type: string; readonly text: string } | undefined>;

/** A small server of a standby: a door for its peer, and pages for who watches it. Nothing of it is for users. */
export function serveHttp(door: Pick<Warm, 'knock'>, page: Page): Server {
  const server = createServer((request, response) => {
    answer(door, page, request, response).catch(() => response.destroy());
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 64;
  return server;
}

async function answer(
  door: Pick<Warm, 'knock'>,
  page: Page,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  if (request.method === 'POST' && path === streamPath) {
    const body = await bodyOf(request);
    if (body === undefined) {
      response.writeHead(413).end();
      return;
    }
    const result = door.knock({ authorization: request.headers.authorization, body });
    if (result.status === 200) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      await pipeline(Readable.from(result.frames), response);
    } else if (result.status === 401) {
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(result.body));
    } else response.writeHead(result.status).end();
    return;
  }
  const found = request.method === 'GET' ? await page(path) : undefined;
  if (found === undefined) response.writeHead(404).end();
  else response.writeHead(found.status, { 'content-type': found.type }).end(found.text);
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > limits.maxRequestBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { sendProblem } from '../problems/answer.ts';
import { Problem } from '../problems/problem.ts';
import type { Texts } from '../problems/texts.ts';
import type { ApiServer } from './server.ts';

/** What the build names by its content may be kept for ever. */
const hashedName = /[-.][A-Za-z0-9_]{8,}\.(?:js|css|woff2?|svg|png|map)$/;
/** Addresses that are never a page of the web application. */
const notPages = /^\/(?:api|-|docs|live|metrics)(?:\/|$)/;

const missingPage = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>方舟 Fangzhou</title>
<h1>方舟 Fangzhou</h1><p>网页尚未构建,请运行 <code>npm run build</code>,然后刷新本页。</p>
<p lang="en">The pages have not been built: run <code>npm run build</code> and load this page again.</p></html>
`;

export interface PagesOptions {
  readonly folder: string;
  readonly texts: Texts;
  /** The 405 of an address that exists for another method. */
  readonly methodProblem: (path: string, method: string) => Problem | undefined;
}

/** Serves the built pages; an address of the application itself gets its index, so that it can be opened directly. */
export async function servePages(server: ApiServer, options: PagesOptions): Promise<void> {
  const { folder, texts, methodProblem } = options;
  await server.register(fastifyStatic, {
    root: folder,
    prefix: '/',
    index: false,
    wildcard: true,
    dotfiles: 'ignore',
    cacheControl: false,
    preCompressed: true,
    suppressWarning: true,
    schemaHide: true,
    allowedPath: (path) => !notPages.test(path),
    setHeaders(reply, path) {
      const kept = hashedName.test(path.replace(/\.(?:gz|br|zst)$/, ''));
      // The index names the hashed files, so it must be the newest.
      const index = /index\.html$/.test(path.replace(/\.(?:gz|br|zst)$/, ''));
      reply.header('cache-control', kept ? 'public, max-age=31536000, immutable' : index ? 'no-store' : 'no-cache');
    },
  });
  server.get('/', { schema: { hide: true } }, (_request, reply) => sendIndex(reply));

  function sendIndex(reply: FastifyReply) {
    if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    return reply.code(503).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(missingPage);
  }

  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const wantsPage = isRead && !notPages.test(path) && !/\.\w{1,8}$/.test(path);
    if (wantsPage && /text\/html/.test(request.headers.accept ?? '')) return sendIndex(reply);
    const params = { thing: 'key:api.thing.page', id: path.slice(0, 200) };
    const problem = methodProblem(path, request.method) ?? new Problem('not-found', { params });
    return sendProblem(reply, request, problem, texts);
  });
}

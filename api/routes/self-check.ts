import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@fastify/type-provider-typebox';
import { type Dictionary, render } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { SelfCheckPort } from '../ports.ts';
import { notFound } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { closed, id, problems, text, words } from '../schemas/parts.ts';

const tags = ['self-check'];
const script = readFileSync(join(import.meta.dirname, '..', 'http', 'self-check.js'), 'utf8');
/** Of one address in a minute: people of a whole office may stand behind one. */
const config = { rateLimit: { max: 60, timeWindow: 60_000 } };

/**
 * The page that a browser inside opens, or that a work platform holds in a frame: it tries the sentinels outside. Nobody logs in here;
 * what it may ask is its own server and the sentinels, and nothing can be clicked.
 */
export function selfCheckRoutes(
  server: ApiServer,
  { selfCheck, texts }: { readonly selfCheck: SelfCheckPort; readonly texts: Texts },
): void {
  server.get('/self-check', { schema: { hide: true } }, (request, reply) => {
    const language = preferredLanguage(request.headers['accept-language']);
    reply
      .removeHeader('x-frame-options')
      .header('content-security-policy', policyOf(selfCheck.origins()))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8');
    return reply.send(pageOf(texts[language], language));
  });

  server.get('/self-check.js', { schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/javascript; charset=utf-8').send(script),
  );

  server.post(
    '/self-check/begin',
    {
      config,
      schema: {
        summary: 'Addresses outside for this browser to try, each with a nonce that is on record; 204: none now',
        tags,
        querystring: closed({}),
        response: {
          200: closed({ id, urls: Type.Array(text) }),
          204: Type.Null(),
          ...problems(421, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const task = await selfCheck.begin(request.ip);
      if (task === undefined) return reply.code(204).send(null);
      return { id: task.id, urls: [...task.urls] };
    },
  );

  server.post(
    '/self-check/end',
    {
      config,
      schema: {
        summary: 'What this browser met',
        tags,
        querystring: closed({}),
        body: closed({
          id,
          answers: Type.Array(
            closed({
              outcome: words(['answered', 'silent', 'not-run'] as const),
              token: Type.String({ maxLength: 200 }),
            }),
            { maxItems: 16 },
          ),
        }),
        response: { 204: Type.Null(), ...problems(400, 404, 413, 415, 421, 429) },
      },
    },
    (request, reply) => {
      const { id: taskId, answers } = request.body;
      if (!selfCheck.end(taskId, request.ip, answers)) throw notFound('page', taskId);
      reply.code(204);
      return null;
    },
  );
}

function policyOf(origins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src 'self'${origins.map((origin) => ` ${origin}`).join('')}`,
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors http: https:',
  ].join('; ');
}

function pageOf(dictionary: Dictionary, language: string): string {
  const say = (name: string): string => escaped(render(dictionary, { key: `api.self-check.${name}` }));
  const data = ['quiet', 'shut', 'reached'].map((name) => ` data-${name}="${say(name)}"`).join('');
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${say('title')}</title>
<body${data}><p id="said" role="status">${say('running')}</p><script src="/self-check.js" defer></script></body></html>
`;
}

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

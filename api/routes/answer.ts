import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkStanding } from '../../alerts/index.ts';
import { type Dictionary, message, render } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { IncidentsPort, PagingPort, StandbyPort } from '../ports.ts';
import { notFound } from '../problems/problem.ts';
import type { Texts } from '../problems/texts.ts';
import { closed, problems, text } from '../schemas/parts.ts';

const style = readFileSync(join(import.meta.dirname, '..', 'http', 'answer.css'), 'utf8');
/** Of one address in a minute: a mail gateway may open every link that it sees. */
const config = { rateLimit: { max: 120, timeWindow: 60_000 } };
const params = closed({ token: text });

/**
 * What a link in a message leads to: one page with one button, without a login and without a script. To open it acknowledges nothing, for
 * mail gateways open links by themselves; it tells that the message was seen.
 */
export function answerRoutes(
  server: ApiServer,
  deps: {
    readonly paging: PagingPort;
    readonly incidents: Pick<IncidentsPort, 'find'>;
    readonly standby: StandbyPort | undefined;
    readonly texts: Texts;
  },
): void {
  const { paging, incidents, standby, texts } = deps;

  /** A standby knows no links: who decides does. */
  const elsewhere = (path: string): string | undefined => {
    const view = standby?.view();
    return view === undefined || view.role === 'active' || view.active === undefined
      ? undefined
      : `${view.active.url}${path}`;
  };

  server.get('/answer.css', { schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(style),
  );

  server.register(async (scope: ApiServer) => {
    // The form has nothing but its button.
    scope.addContentTypeParser('application/x-www-form-urlencoded', { bodyLimit: 1_024 }, (_request, payload, done) => {
      payload.resume();
      done(null, undefined);
    });
    for (const method of ['GET', 'POST'] as const) {
      scope.route({
        method,
        url: '/a/:token',
        config,
        schema: { hide: true, params, querystring: closed({}), response: { ...problems(404, 429) } },
        async handler(request, reply) {
          const { token } = request.params as { readonly token: string };
          const other = elsewhere(`/a/${encodeURIComponent(token)}`);
          if (other !== undefined) return reply.redirect(other, 307);
          const found = method === 'GET' ? paging.look(token) : paging.acknowledge(token);
          if (found === undefined) throw notFound('page', token.slice(0, 22));
          const incident = await incidents.find(found.page.incidentId);
          const dictionary = texts[found.language];
          const several = found.page.summary;
          const summary =
            several !== undefined
              ? render(dictionary, message('alerts.paging.answer.summary', { incidents: several.incidents }))
              : incident === undefined
                ? ''
                : render(dictionary, incident.summary);
          reply
            .header('cache-control', 'no-store')
            // Without it a browser would not say where the button's request comes from.
            .header('referrer-policy', 'same-origin')
            .type('text/html; charset=utf-8');
          return reply.send(pageOf(found, incident?.status === 'cleared', summary, dictionary) as never);
        },
      });
    }
  });
}

function pageOf(found: LinkStanding, isOver: boolean, summary: string, dictionary: Dictionary): string {
  const { state, page, language } = found;
  const say = (name: string): string => escaped(render(dictionary, message(`alerts.paging.answer.${name}`)));
  const word = isOver ? 'over' : state;
  const button = word === 'open' ? `<form method="post"><button>${say('take')}</button></form>` : '';
  // A summary is of no one incident.
  const incident = page.summary === undefined ? escaped(page.incidentId) : '';
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${incident}</title><link rel="stylesheet" href="/answer.css">
<body><h1>${incident} ${escaped(summary)}</h1><p role="status" data-state="${word}">${say(word)}</p>${button}
<p><a href="/incidents/${incident}">${say('more')}</a></p></body></html>
`;
}

function escaped(words: string): string {
  return words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

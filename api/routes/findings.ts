import { Type } from '@fastify/type-provider-typebox';
import { type Finding, findingKinds, findingStatuses } from '../../audit/index.ts';
import { render } from '../../core/index.ts';
import { loggedIn } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { findingDetail, findingPage, topology } from '../schemas/findings.ts';
import { closed, id, pageQuery, problems, words } from '../schemas/parts.ts';
import { wireFinding, wireFindingDetail, wireTopology } from '../views/findings.ts';
import { pageOf } from '../views/page.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['findings'];
const params = closed({ id });
const reason = Type.String({
  minLength: 1,
  maxLength: 1_000,
  pattern: '\\S',
  description: 'Kept with author and time',
});

/** What is seen and is not as declared, what a person decides of it, and the picture of both. */
export function findingRoutes(server: ApiServer, { findings, view, clock, texts }: RouteDeps): void {
  const detailOf = async (finding: Finding) =>
    wireFindingDetail(finding, await findings.history(finding.id), await findings.proposals(finding));

  server.get(
    '/findings',
    {
      schema: {
        summary: 'Differences between what is declared and what is seen',
        tags,
        querystring: closed({
          ...pageQuery,
          kind: Type.Optional(Type.Array(words(findingKinds), { maxItems: findingKinds.length })),
          status: Type.Optional(Type.Array(words(findingStatuses), { maxItems: findingStatuses.length })),
          element: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 200,
              description: 'The element itself, or the device of an interface',
            }),
          ),
        }),
        response: { 200: findingPage, ...problems(401, 403, 503) },
      },
    },
    ({ query }) => {
      const { kind, status, element } = query;
      const some = findings
        .list()
        .filter(
          (finding) =>
            (kind === undefined || kind.includes(finding.kind)) &&
            (status === undefined || status.includes(finding.status)) &&
            (element === undefined || isAbout(finding, element)),
        );
      return pageOf(some, query, (finding) => finding.id, wireFinding);
    },
  );

  server.get(
    '/findings/:id',
    {
      schema: {
        summary: 'One finding with the lines to change and its history',
        tags,
        params,
        querystring: closed({}),
        response: { 200: findingDetail, ...problems(401, 403, 404, 503) },
      },
    },
    async (request) => {
      const finding = findings.find(request.params.id);
      if (finding === undefined) throw notFound('finding', request.params.id);
      return detailOf(finding);
    },
  );

  for (const [action, verdict, summary] of [
    ['accept', 'accepted', 'Take what is seen for what should be; the lines to change in the inventory are shown'],
    ['reject', 'rejected', 'Say that the network must be put right'],
  ] as const) {
    server.post(
      `/findings/:id/${action}`,
      {
        schema: {
          summary,
          tags,
          params,
          querystring: closed({}),
          body: closed({ reason }),
          response: { 200: findingDetail, ...problems(401, 403, 404, 409, 413, 415) },
        },
      },
      async (request) => {
        const findingId = request.params.id;
        if (findings.find(findingId) === undefined) throw notFound('finding', findingId);
        const by = loggedIn(request).user;
        const result = findings.decide({ id: findingId, verdict, by, reason: request.body.reason.trim() });
        if (!result.ok) {
          const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
          throw new Problem('conflict', { params: { reason: render(dictionary, result.reason) } });
        }
        return detailOf(result.finding);
      },
    );
  }

  server.get(
    '/topology',
    {
      schema: {
        summary: 'Cables as declared and as seen, one picture',
        tags,
        querystring: closed({}),
        response: { 200: topology, ...problems(401, 403, 503) },
      },
    },
    () => wireTopology(view.city(), findings.drawing(), { ...findings.stats(), now: clock.now() }),
  );
}

function isAbout({ element, evidence }: Finding, id: string): boolean {
  return element.id === id || element.id.startsWith(`${id}/`) || evidence.some(({ deviceId }) => deviceId === id);
}

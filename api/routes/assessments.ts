import { Type } from '@fastify/type-provider-typebox';
import { assessmentCsv, assessmentLimits } from '../../audit/index.ts';
import { languages, render } from '../../core/index.ts';
import { loggedIn, personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { AssessmentsPort, ReportsPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { assessment, assessmentCard, assessments as assessmentsSchema, unitKind } from '../schemas/assessment.ts';
import { proposal } from '../schemas/keeping.ts';
import { closed, id, problems, words } from '../schemas/parts.ts';
import { reportJob } from '../schemas/reports.ts';
import { shownOf, wireAssessment, wireAssessments, wireCard, wireHead } from '../views/assessment.ts';
import { wireProposal } from '../views/keeping.ts';
import { jobOf } from './reports.ts';

const security = [{ session: [] }, { token: [] }];
const tags = ['assessments'];
const assessmentId = Type.String({
  ...{ minLength: 4, maxLength: 20, pattern: '^[0-9A-Z@-]+$' },
  description: 'A period (`2026-Q4`) as it stands, or a closed assessment (`2026-Q4@1`) as it was',
});

/** Score cards of districts and offices, by period; and closing a period, which a second person approves. */
export function assessmentRoutes(
  server: ApiServer,
  {
    assessments,
    reports,
    texts,
  }: { readonly assessments: AssessmentsPort; readonly reports?: ReportsPort | undefined; readonly texts: Texts },
): void {
  const lookAt = async (wanted: string) => {
    const look = await assessments.look(wanted);
    if (look === undefined) throw notFound('assessment', wanted);
    return look;
  };

  server.get(
    '/assessments',
    {
      schema: {
        summary: 'What is assessed and how, the periods to choose from, and what was closed',
        ...{ tags, security, querystring: closed({}), response: { 200: assessmentsSchema, ...problems(401, 403) } },
      },
    },
    () => wireAssessments(assessments),
  );

  server.get(
    '/assessments/:id',
    {
      schema: {
        summary: 'The ranking of a period; one that is not at hand is made, and `share` says how far that has come',
        ...{ tags, security, params: closed({ id: assessmentId }), querystring: closed({}) },
        response: { 200: assessment, ...problems(401, 403, 404) },
      },
    },
    async ({ params }) => wireAssessment(params.id, await lookAt(params.id)),
  );

  server.get(
    '/assessments/:id/cards/:kind/:unit',
    {
      schema: {
        summary: 'One score card: each indicator with what it counted, its points and its evidence',
        ...{ tags, security, querystring: closed({}) },
        params: closed({ id: assessmentId, kind: unitKind, unit: id }),
        response: { 200: assessmentCard, ...problems(401, 403, 404) },
      },
    },
    async ({ params }) => {
      const look = await lookAt(params.id);
      const shown = shownOf(look);
      const card = shown?.cards.find(({ unit }) => unit.kind === params.kind && unit.id === params.unit);
      if (shown !== undefined && card === undefined) throw notFound(params.kind, params.unit);
      const told = card === undefined ? null : wireCard(await assessments.withPlaces(card));
      return { ...wireHead(params.id, look), card: told };
    },
  );

  server.get(
    '/assessments/:id/file',
    {
      schema: {
        summary: 'The whole as a file: CSV for a spreadsheet, or JSON with every card; waits until it is made',
        ...{ tags, security, params: closed({ id: assessmentId }) },
        querystring: closed({
          format: words(['csv', 'json'] as const),
          language: Type.Optional(words(languages)),
        }),
        response: {
          200: { description: 'The file', content: { 'application/octet-stream': { schema: Type.String() } } },
          ...problems(401, 403, 404, 409),
        },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const language = query.language ?? preferredLanguage(request.headers['accept-language']);
      const look = await assessments.made(params.id);
      if (look === undefined) throw notFound('assessment', params.id);
      if (look.state === 'failed') throw refused(texts[language], look.reason);
      const shown = shownOf(look);
      if (shown === undefined) throw refused(texts[language], { key: 'api.assessment.making' });
      const name = `assessment-${params.id.replace('@', '-v')}.${query.format}`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      if (query.format === 'csv') {
        reply.type('text/csv; charset=utf-8');
        return reply.send(assessmentCsv(shown, { language, dictionary: texts[language] }) as never);
      }
      reply.type('application/json; charset=utf-8');
      const whole = { ...wireHead(params.id, look), cards: shown.cards.map(wireCard) };
      return reply.send(`${JSON.stringify(whole, null, 2)}\n` as never);
    },
  );

  server.post(
    '/assessments/:id/close',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        summary:
          'Propose to close a period that is over, as it stands now; a second person approves it under /approvals',
        ...{ tags, params: closed({ id: assessmentId }), querystring: closed({}) },
        body: closed({
          reason: Type.String({ minLength: 1, maxLength: assessmentLimits.reasonCharacters, pattern: '\\S' }),
        }),
        response: { 202: proposal, ...problems(401, 403, 404, 409, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const { reason } = request.body;
      const asked = await assessments.propose({ periodId: request.params.id, by, reason });
      if (!asked.ok) throw refused(texts[preferredLanguage(request.headers['accept-language'])], asked.reason);
      return reply.code(202).send(wireProposal(asked.proposal, by.user));
    },
  );

  if (reports === undefined) return;
  server.post(
    '/assessments/:id/report',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        summary: 'Make the report of a closed assessment, which can be verified offline; it is then under /reports',
        ...{ tags, security, params: closed({ id: assessmentId }), querystring: closed({}) },
        body: closed({ language: Type.Optional(words(languages)) }),
        response: { 202: reportJob, ...problems(401, 403, 404, 409, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      const preferred = preferredLanguage(request.headers['accept-language']);
      const { id: assessmentOf } = request.params;
      const found = assessments.closed().find((each) => each.id === assessmentOf && each.status === 'closed');
      if (found === undefined) throw notFound('assessment', assessmentOf);
      const wish = { assessmentId: found.id, period: found.period, language: request.body.language ?? preferred };
      const answer = reports.askAssessment({ ...wish, madeBy: loggedIn(request).user });
      return reply.code(202).send(jobOf(answer, texts[preferred]));
    },
  );
}

function refused(dictionary: Texts[keyof Texts], reason: Parameters<typeof render>[1]): Problem {
  return new Problem('conflict', { params: { reason: render(dictionary, reason) } });
}

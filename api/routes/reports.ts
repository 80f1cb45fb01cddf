import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { KeptReport, ReportJob, WishAnswer } from '../../audit/index.ts';
import { type Dictionary, type Message, render } from '../../core/index.ts';
import { loggedIn } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { ReportsPort } from '../ports.ts';
import { invalidRequest, notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { report, reportJob, reports as reportsSchema, reportWish } from '../schemas/reports.ts';
import { isoTime } from '../views/element.ts';
import type { WireKeptReport, WireReportJob } from '../wire-reports.ts';

const tags = ['reports'];
/** Kept reports that the list names; older ones can still be asked for by their id. */
const listed = 200;

const contentTypes: Readonly<Record<string, string>> = {
  zip: 'application/zip',
  pdf: 'application/pdf',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

/** Reports on demand: ask for one, follow its making, load it. */
export function reportRoutes(server: ApiServer, deps: { readonly reports: ReportsPort; readonly texts: Texts }): void {
  const { reports, texts } = deps;
  const textsOf = ({ headers }: FastifyRequest): Dictionary => texts[preferredLanguage(headers['accept-language'])];

  server.get(
    '/reports',
    {
      schema: {
        summary: `Reports being made in this run, and the newest ${listed} kept ones`,
        tags,
        security: [{ session: [] }, { token: [] }],
        querystring: closed({}),
        response: { 200: reportsSchema, ...problems(401, 403) },
      },
    },
    (request) => ({
      jobs: reports.jobs().map((job) => wireJob(job, textsOf(request))),
      reports: reports.kept().slice(0, listed).map(wireKept),
    }),
  );

  server.post(
    '/reports',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        summary: 'Make a report; it is made after those that were asked for before',
        tags,
        security: [{ session: [] }, { token: [] }],
        querystring: closed({}),
        body: reportWish,
        response: { 202: reportJob, ...problems(400, 401, 403, 409, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      const language = preferredLanguage(request.headers['accept-language']);
      const wish = { ...request.body, language: request.body.language ?? language, madeBy: loggedIn(request).user };
      return reply.code(202).send(jobOf(reports.ask(wish), texts[language]));
    },
  );

  server.get(
    '/reports/:id',
    {
      schema: {
        summary: 'One report: how far its making has come, and what it holds',
        tags,
        security: [{ session: [] }, { token: [] }],
        params: closed({ id }),
        querystring: closed({}),
        response: { 200: report, ...problems(401, 403, 404) },
      },
    },
    (request) => {
      const { id: reportId } = request.params;
      const job = reports.job(reportId);
      const kept = reports.kept().find((each) => each.id === reportId);
      if (job === undefined && kept === undefined) throw notFound('report', reportId);
      return {
        job: job === undefined ? null : wireJob(job, textsOf(request)),
        report: kept === undefined ? null : wireKept(kept),
      };
    },
  );

  server.get(
    '/reports/:id/files/:name',
    {
      schema: {
        summary: 'A file of a report; the zip holds all the others',
        tags,
        security: [{ session: [] }, { token: [] }],
        params: closed({ id, name: Type.String({ minLength: 1, maxLength: 200 }) }),
        querystring: closed({}),
        response: {
          200: { description: 'The file', content: { 'application/octet-stream': { schema: Type.String() } } },
          ...problems(401, 403, 404),
        },
      },
    },
    async (request, reply) => {
      const { id: reportId, name } = request.params;
      const path = reports.fileOf(reportId, name);
      const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
      if (path === undefined || found === undefined) throw notFound('report', `${reportId}/${name}`);
      // Always to be saved, never to be shown here: a report's page has its style inside, which these pages forbid.
      reply
        .type(contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
        .header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
        .header('content-length', found.size);
      return reply.send(createReadStream(path) as never);
    },
  );
}

/** The job of a wish that was taken. @throws Problem in words where it was not. */
export function jobOf(answer: WishAnswer, dictionary: Dictionary): WireReportJob {
  if (answer.ok) return wireJob(answer.job, dictionary);
  const [what = '', remedy = ''] = [answer.what, answer.remedy].map((each) =>
    render(dictionary, each).replace(/[.。]$/, ''),
  );
  const words = render(dictionary, { key: 'api.report.wrong', params: { what, remedy } });
  if (answer.part === undefined) throw new Problem('conflict', { params: { reason: words } });
  throw invalidRequest([{ where: answer.part, what: words }]);
}

function wireJob({ reason, remedy, from, to, requestedAt, ...job }: ReportJob, dictionary: Dictionary): WireReportJob {
  const times = { from: isoTime(from), to: isoTime(to), requestedAt: isoTime(requestedAt) };
  const words = (text: Message | null): string | null => (text === null ? null : render(dictionary, text));
  return { ...job, ...times, reason: words(reason), remedy: words(remedy) };
}

function wireKept(kept: KeptReport): WireKeptReport {
  return kept;
}

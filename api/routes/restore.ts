import { Type } from '@fastify/type-provider-typebox';
import { restoreDrillLimits } from '../../audit/index.ts';
import { render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { RestoreDrillsPort, SettingsPort } from '../ports.ts';
import { invalidRequest, notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { proposal } from '../schemas/keeping.ts';
import { closed, id, pageQuery, problems } from '../schemas/parts.ts';
import { restoreDrill, restoreDrillPage } from '../schemas/restore.ts';
import { wireProposal } from '../views/keeping.ts';
import { pageOf } from '../views/page.ts';
import { restoresNewestFirst, wireRestoreDetail, wireRestoreDrill } from '../views/restore.ts';

const tags = ['backups'];

/** Restore drills: propose one, and how those before ended. Nothing here restores: that is a second person's word. */
export function restoreRoutes(
  server: ApiServer,
  deps: { readonly restoreDrills: RestoreDrillsPort; readonly settings: SettingsPort; readonly texts: Texts },
): void {
  const { restoreDrills, settings, texts } = deps;

  server.get(
    '/restore-drills',
    {
      schema: {
        summary: 'Data sets of which a restore was tried or is to be: what runs and waits, then the newest result',
        tags,
        querystring: closed(pageQuery),
        response: { 200: restoreDrillPage, ...problems(401, 403) },
      },
    },
    ({ query }) =>
      pageOf(restoresNewestFirst(restoreDrills.standings()), query, ({ backupId }) => backupId, wireRestoreDrill),
  );

  server.get(
    '/restore-drills/:id',
    {
      schema: {
        summary: 'Restore drills of one data set, by its id',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        response: { 200: restoreDrill, ...problems(401, 403, 404) },
      },
    },
    ({ params }) => {
      const standing = restoreDrills.standing(params.id);
      if (standing === undefined) throw notFound('data-set', params.id);
      return wireRestoreDetail(standing);
    },
  );

  server.post(
    '/restore-drills',
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        summary:
          'Propose to restore a data set into a scratch place: so many files of it, or the whole; by default the sample of backups.drills. It is tried when another person approves it under /approvals',
        tags,
        querystring: closed({}),
        body: closed({
          dataSetId: id,
          sample: Type.Optional(Type.Integer({ minimum: 1, maximum: restoreDrillLimits.sample })),
          whole: Type.Optional(Type.Boolean({ description: 'Everything; not together with sample' })),
          reason: Type.String({ minLength: 1, maxLength: restoreDrillLimits.reasonCharacters, pattern: '\\S' }),
        }),
        response: { 202: proposal, ...problems(400, 401, 403, 409, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const { dataSetId, sample = settings().backups.drills.sample, whole = false, reason } = request.body;
      if (whole && request.body.sample !== undefined)
        throw invalidRequest([{ where: 'sample, whole', what: 'sample | whole' }]);
      const answer = restoreDrills.propose({
        ...{ backupId: dataSetId, sample: whole ? undefined : sample, by },
        reason: reason.trim().toWellFormed(),
      });
      if (!answer.ok) {
        const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
        throw new Problem('conflict', { params: { reason: render(dictionary, answer.reason) } });
      }
      return reply.code(202).send(wireProposal(answer.proposal, by.user));
    },
  );
}

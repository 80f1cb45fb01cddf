import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type DrillStanding, type Proposal, restoreDrillLimits } from '../../audit/index.ts';
import { type Message, message, render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { CityView, RestoreDrillsPort, SettingsPort } from '../ports.ts';
import { invalidRequest, notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { proposal } from '../schemas/keeping.ts';
import { closed, id, pageQuery, problems, words } from '../schemas/parts.ts';
import { restoreDrill, restoreDrillPage, restoreDues } from '../schemas/restore.ts';
import { wireProposal } from '../views/keeping.ts';
import { pageOf } from '../views/page.ts';
import {
  isTried,
  type RestoreSight,
  restoresInOrder,
  waitingDrills,
  wireRestoreDetail,
  wireRestoreDrill,
} from '../views/restore.ts';
import type { WireRestoreDrillDetail } from '../wire-restore.ts';

const tags = ['backups'];
const reason = Type.String({ minLength: 1, maxLength: restoreDrillLimits.reasonCharacters, pattern: '\\S' });

/** Restore drills: what is due, propose one, end one, and how those before ended. Nothing here restores: that is a second person's word. */
export function restoreRoutes(
  server: ApiServer,
  deps: {
    readonly restoreDrills: RestoreDrillsPort;
    readonly settings: SettingsPort;
    readonly view: CityView;
    /** What waits for a second person. */
    readonly proposals: () => readonly Proposal[];
    readonly texts: Texts;
  },
): void {
  const { restoreDrills, settings, view, proposals, texts } = deps;
  const sightOf =
    (waiting: ReadonlyMap<string, Proposal>) =>
    (standing: DrillStanding): RestoreSight => ({
      standing,
      backup: view.city().backups.get(standing.backupId),
      due: restoreDrills.dueOf(standing.backupId),
      obstacle: restoreDrills.obstacle(standing.backupId),
      proposal: waiting.get(standing.backupId),
    });
  const refused = (request: FastifyRequest, reason: Message): Problem => {
    const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
    return new Problem('conflict', { params: { reason: render(dictionary, reason) } });
  };
  const detail = (request: FastifyRequest, id: string): WireRestoreDrillDetail => {
    const standing = restoreDrills.standing(id);
    if (standing === undefined) throw notFound('data-set', id);
    const { user } = personOf(request);
    const sight = sightOf(waitingDrills(proposals()))(standing);
    return wireRestoreDetail(sight, { city: view.city(), user, settings: settings().backups });
  };

  server.get(
    '/restore-drills',
    {
      schema: {
        summary: 'Data sets of which a restore was tried or is to be: what runs and waits, then the newest result',
        tags,
        querystring: closed({
          ...pageQuery,
          all: Type.Optional(
            Type.Boolean({ description: 'Every declared data set, also those that were never tried' }),
          ),
          due: Type.Optional(words(restoreDues)),
          district: Type.Optional(id),
          repository: Type.Optional(id),
        }),
        response: { 200: restoreDrillPage, ...problems(401, 403) },
      },
    },
    (request) => {
      const { query } = request;
      const { user } = personOf(request);
      const city = view.city();
      const sights = restoreDrills
        .standings()
        .map(sightOf(waitingDrills(proposals())))
        .filter(
          (sight) =>
            (query.all === true || isTried(sight)) &&
            (query.due === undefined || query.due === sight.due.status) &&
            (query.district === undefined || query.district === sight.backup?.districtId) &&
            (query.repository === undefined || query.repository === sight.backup?.repository),
        );
      return pageOf(
        restoresInOrder(sights),
        query,
        ({ standing }) => standing.backupId,
        (sight) => wireRestoreDrill(sight, { city, user }),
      );
    },
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
    (request) => detail(request, request.params.id),
  );

  server.post(
    '/restore-drills/:id/abort',
    {
      schema: {
        summary:
          'End the restore that runs or waits; what was restored is taken away, and it says nothing of the backup',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        body: closed({ reason }),
        response: { 200: restoreDrill, ...problems(400, 401, 403, 404, 409, 413, 415) },
      },
    },
    (request) => {
      const { id: backupId } = request.params;
      if (restoreDrills.standing(backupId) === undefined) throw notFound('data-set', backupId);
      const wish = { backupId, reason: request.body.reason.trim().toWellFormed(), by: personOf(request) };
      if (!restoreDrills.abort(wish)) throw refused(request, message('backups.drill.none-runs', { id: backupId }));
      return detail(request, backupId);
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
          reason,
        }),
        response: { 202: proposal, ...problems(400, 401, 403, 409, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const { dataSetId, sample = settings().backups.drills.sample, whole = false } = request.body;
      if (whole && request.body.sample !== undefined)
        throw invalidRequest([{ where: 'sample, whole', what: 'sample | whole' }]);
      const answer = restoreDrills.propose({
        ...{ backupId: dataSetId, sample: whole ? undefined : sample, by },
        reason: request.body.reason.trim().toWellFormed(),
      });
      if (!answer.ok) throw refused(request, answer.reason);
      return reply.code(202).send(wireProposal(answer.proposal, by.user));
    },
  );
}

import { Type } from '@fastify/type-provider-typebox';
import { backupLimits, dayNumber, isoDay } from '../../audit/index.ts';
import { type Clock, message, render } from '../../core/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { loggedIn, personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { BackupsPort, CityView, SettingsPort } from '../ports.ts';
import { invalidRequest, notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import {
  backupMatrix,
  backupOffice,
  backupRepository,
  backupSet,
  backups as backupsSchema,
  isoDate,
} from '../schemas/backups.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import {
  longestMatrixDays,
  wireBackups,
  wireMatrix,
  wireOffice,
  wireRepositoryDetail,
  wireSetDetail,
} from '../views/backups.ts';

const tags = ['backups'];
const params = closed({ id });
/** Days of a matrix where none are asked for. */
const usualDays = 60;

/** Whether each office's data is backed up, on what evidence, day by day; a look out of turn. Nothing here changes a repository. */
export function backupRoutes(
  server: ApiServer,
  deps: {
    readonly backups: BackupsPort;
    readonly view: CityView;
    readonly settings: SettingsPort;
    readonly clock: Clock;
    readonly texts: Texts;
    readonly record: (record: NewRecord) => void;
  },
): void {
  const { backups, view, settings, clock, texts, record } = deps;

  const repositoryOf = (repositoryId: string) => {
    const standing = backups.repository(repositoryId);
    if (standing === undefined) throw notFound('backup-repository', repositoryId);
    const { readAllDays } = settings().backups;
    return wireRepositoryDetail(backups, standing, view.city(), { now: clock.now(), readAllDays });
  };

  server.get(
    '/backups',
    {
      schema: {
        summary: 'Coverage of the city and its districts, every data set and every repository',
        tags,
        querystring: closed({}),
        response: { 200: backupsSchema, ...problems(401, 403) },
      },
    },
    () => wireBackups(backups, view.city(), clock.now()),
  );

  server.get(
    '/backups/matrix',
    {
      schema: {
        summary: 'Data sets by days, each day one of six words; the last 60 days where none are asked for',
        tags,
        querystring: closed({
          from: Type.Optional(isoDate),
          to: Type.Optional(isoDate),
          district: Type.Optional(id),
        }),
        response: { 200: backupMatrix, ...problems(401, 403, 404) },
      },
    },
    ({ query: { from, to, district: districtId } }) => {
      if (districtId !== undefined && !view.city().districts.has(districtId)) throw notFound('district', districtId);
      const now = clock.now();
      const last = to === undefined ? backups.calendar().dayOf(now) : dayNumber(to);
      const first = from === undefined ? last - usualDays + 1 : dayNumber(from);
      if (first > last || last - first >= longestMatrixDays) {
        throw invalidRequest([{ where: 'from, to', what: `from <= to < from + ${longestMatrixDays} d` }]);
      }
      return wireMatrix(backups, view.city(), { from: isoDay(first), to: isoDay(last), districtId, now });
    },
  );

  server.get(
    '/backups/data-sets/:id',
    {
      schema: {
        summary: 'One data set: each check with the numbers that decide, its snapshots, and what vanished',
        tags,
        params,
        querystring: closed({}),
        response: { 200: backupSet, ...problems(401, 403, 404) },
      },
    },
    ({ params: { id: backupId } }) => {
      const standing = backups.dataSet(backupId);
      if (standing === undefined) throw notFound('data-set', backupId);
      return wireSetDetail(backups, standing, view.city(), clock.now());
    },
  );

  server.get(
    '/backups/repositories/:id',
    {
      schema: {
        summary: 'One repository: its checks, the tool’s own words, undeclared snapshots, free space by day',
        tags,
        params,
        querystring: closed({}),
        response: { 200: backupRepository, ...problems(401, 403, 404) },
      },
    },
    ({ params: { id: repositoryId } }) => repositoryOf(repositoryId),
  );

  server.post(
    '/backups/repositories/:id/look',
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        summary: 'Look into a repository now; what comes of it is told by GET when the look is over',
        tags,
        params,
        querystring: closed({}),
        response: { 202: backupRepository, ...problems(401, 403, 404, 409, 429) },
      },
    },
    (request, reply) => {
      const repositoryId = request.params.id;
      const before = repositoryOf(repositoryId);
      if (!backups.lookNow(repositoryId)) {
        const words = texts[preferredLanguage(request.headers['accept-language'])];
        throw new Problem('conflict', { params: { reason: render(words, message('backups.BA-32.not-described')) } });
      }
      const body = { what: 'look-wanted', by: loggedIn(request).user };
      record({ kind: 'backup', subject: `backup-repository ${repositoryId}`, body });
      reply.code(202);
      return { ...before, looking: true };
    },
  );

  server.post(
    '/backups/repositories/:id/accept',
    {
      config: { needs: 'approve' },
      schema: {
        summary:
          'Accept that a repository was made anew on purpose (BA-18): the check passes from this identity on, and what went away with the other one is no longer missed',
        tags,
        params,
        querystring: closed({}),
        body: closed({
          identity: Type.Optional(
            Type.String({ minLength: 1, maxLength: 200, description: 'Only if it still is this one' }),
          ),
          reason: Type.String({ minLength: 1, maxLength: backupLimits.reason, pattern: '\\S' }),
        }),
        response: { 200: backupRepository, ...problems(400, 401, 403, 404, 409, 413, 415) },
      },
    },
    (request) => {
      const repositoryId = request.params.id;
      repositoryOf(repositoryId);
      const { identity, reason } = request.body;
      const wish = { repositoryId, identity, reason: reason.trim().toWellFormed(), by: personOf(request) };
      const refused = backups.accept(wish);
      if (refused !== undefined) {
        const words = texts[preferredLanguage(request.headers['accept-language'])];
        throw new Problem('conflict', { params: { reason: render(words, refused) } });
      }
      return repositoryOf(repositoryId);
    },
  );

  server.get(
    '/backups/offices/:id',
    {
      schema: {
        summary: 'One office: its data sets, and whether it keeps 3-2-1-1-0',
        tags,
        params,
        querystring: closed({}),
        response: { 200: backupOffice, ...problems(401, 403, 404) },
      },
    },
    ({ params: { id: officeId } }) => {
      const office = view.city().offices.get(officeId);
      if (office === undefined) throw notFound('office', officeId);
      return wireOffice(backups, office, view.city(), clock.now());
    },
  );
}

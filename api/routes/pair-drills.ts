import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import {
  calendarFile,
  drillCalendar as calendarOf,
  experimentOf,
  journalOf,
  type PairDrillAnswer,
  pairDrillLimits,
  pairDrillStates,
} from '../../audit/index.ts';
import { type Clock, type Message, render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { CityView, PairDrillsPort, SettingsPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { drillCalendar, dryRun, pairDrill, pairDrills, procedures } from '../schemas/drills.ts';
import { closed, id, pageQuery, problems, time, words } from '../schemas/parts.ts';
import { wireCalendar, wireDrillDetail, wireDryRun, wirePairDrill, wireProcedure } from '../views/drills.ts';
import { pageOf } from '../views/page.ts';

const tags = ['drills'];
const note = Type.String({ maxLength: pairDrillLimits.noteCharacters });
const params = closed({ id });
const few = { rateLimit: { max: 60, timeWindow: 60_000 } };

/** Drills of hot-standby pairs: plan, propose (approved under /approvals), carry out, read; and the calendar. */
export function pairDrillRoutes(
  server: ApiServer,
  deps: {
    readonly pairDrills: PairDrillsPort;
    readonly view: CityView;
    readonly settings: SettingsPort;
    readonly clock: Clock;
    readonly texts: Texts;
    readonly version: string;
  },
): void {
  const { pairDrills: drills, view, settings, clock, texts } = deps;
  const languageOf = (request: FastifyRequest) => preferredLanguage(request.headers['accept-language']);

  function taken(request: FastifyRequest, answer: PairDrillAnswer) {
    if (!answer.ok) throw refused(request, answer.reason);
    return detail(answer.drill.id);
  }
  function refused(request: FastifyRequest, reason: Message): Problem {
    return new Problem('conflict', { params: { reason: render(texts[languageOf(request)], reason) } });
  }
  function detail(drillId: string) {
    const drill = drills.find(drillId);
    if (drill === undefined) throw notFound('drill', drillId);
    return wireDrillDetail(drill, view.city(), drills.standing(drill.pairId));
  }
  function due() {
    const { drillDueDays } = settings().pairs;
    const { lastGoodAt, declaredAt } = drills;
    const pairs = view.city().hostPairs.values();
    const now = clock.now();
    return calendarOf({ pairs, drills: drills.list(), lastGoodAt, declaredAt, dueDays: drillDueDays, now });
  }

  server.get(
    '/drills',
    {
      schema: {
        summary: 'Drills of hot-standby pairs, the newest plan first',
        tags,
        querystring: closed({
          ...pageQuery,
          pair: Type.Optional(id),
          state: Type.Optional(words(pairDrillStates)),
        }),
        response: { 200: pairDrills, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const some = drills
        .list()
        .filter((each) => query.pair === undefined || each.pairId === query.pair)
        .filter((each) => query.state === undefined || each.state === query.state);
      return pageOf(
        some,
        query,
        (each) => each.id,
        (each) => wirePairDrill(each, view.city()),
      );
    },
  );

  server.get(
    '/drills/procedures',
    {
      schema: {
        summary: 'Declared procedures; with pair those that are written for its engine',
        tags,
        querystring: closed({ pair: Type.Optional(id) }),
        response: { 200: procedures, ...problems(401, 403, 404) },
      },
    },
    ({ query }) => {
      if (query.pair === undefined) return drills.procedures().map(wireProcedure);
      const pair = view.city().hostPairs.get(query.pair);
      if (pair === undefined) throw notFound('pair', query.pair);
      return drills.proceduresOf(pair).map(wireProcedure);
    },
  );

  server.get(
    '/drills/procedures/:id/experiment',
    {
      schema: {
        summary: 'A procedure as an experiment of Chaos Toolkit; a folder of procedures takes it back',
        tags,
        params,
        querystring: closed({}),
        response: { 200: Type.Unsafe<object>({ type: 'object' }), ...problems(401, 403, 404) },
      },
    },
    (request, reply) => {
      const found = drills.procedures().find((each) => each.id === request.params.id);
      if (found === undefined) throw notFound('procedure', request.params.id);
      reply.header('content-disposition', `attachment; filename="${found.id.replace(/[^\w.-]/g, '_')}.json"`);
      return experimentOf(found);
    },
  );

  server.get(
    '/drills/calendar',
    {
      schema: {
        summary: 'Which pair is due for a drill, what is due first',
        tags,
        querystring: closed({}),
        response: { 200: drillCalendar, ...problems(401, 403) },
      },
    },
    () => wireCalendar(due(), settings().pairs.drillDueDays, clock.now()),
  );

  server.get(
    '/drills/calendar.ics',
    {
      schema: {
        summary: 'The same for calendars (RFC 5545): planned drills, and the day on which each pair is due',
        tags,
        querystring: closed({ language: Type.Optional(words(['zh-CN', 'en'] as const)) }),
        response: {
          200: { description: 'iCalendar', content: { 'text/calendar': { schema: Type.String() } } },
          ...problems(401, 403),
        },
      },
    },
    async (request, reply) => {
      const city = view.city();
      const language = request.query.language ?? languageOf(request);
      const planned = drills
        .list()
        .filter(({ state }) => ['planned', 'proposed', 'approved', 'running'].includes(state));
      const nameOf = (pairId: string): string => {
        const district = city.districts.get(city.hostPairs.get(pairId)?.districtId ?? '');
        const name = language === 'en' ? district?.nameEn : district?.nameZh;
        return [name, pairId].filter((part) => part !== undefined && part !== '').join(' ');
      };
      const file = await calendarFile({
        due: due(),
        drills: planned,
        nameOf,
        host: `${city.id}.fangzhou`,
        language,
        now: clock.now(),
      });
      reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', 'attachment; filename="fangzhou-drills.ics"');
      return reply.send(file as never);
    },
  );

  server.get(
    '/drills/:id',
    {
      schema: {
        summary: 'One drill with its steps, its result, and the pair as it stands now',
        tags,
        params,
        querystring: closed({}),
        response: { 200: pairDrill, ...problems(401, 403, 404) },
      },
    },
    (request) => detail(request.params.id),
  );

  server.get(
    '/drills/:id/journal',
    {
      schema: {
        summary: 'One drill as a journal of Chaos Toolkit',
        tags,
        params,
        querystring: closed({}),
        response: { 200: Type.Unsafe<object>({ type: 'object' }), ...problems(401, 403, 404) },
      },
    },
    (request, reply) => {
      const drill = drills.find(request.params.id);
      if (drill === undefined) throw notFound('drill', request.params.id);
      reply.header('content-disposition', `attachment; filename="journal-${drill.id.replace(/[^\w.-]/g, '_')}.json"`);
      return journalOf(drill, { version: deps.version, node: view.city().id });
    },
  );

  server.post(
    '/drills',
    {
      config: few,
      schema: {
        summary: 'Plan a drill and, unless told otherwise, propose it: a second person approves it under /approvals',
        tags,
        querystring: closed({}),
        body: closed({
          pairId: id,
          procedureId: id,
          from: time,
          to: time,
          reason: Type.String({ minLength: 1, maxLength: pairDrillLimits.reasonCharacters, pattern: '\\S' }),
          propose: Type.Optional(Type.Boolean()),
        }),
        response: { 201: pairDrill, ...problems(400, 401, 403, 409, 413, 415, 429) },
      },
    },
    (request, reply) => {
      const { pairId, procedureId, from, to, reason, propose = true } = request.body;
      const by = personOf(request);
      const window = { from: Date.parse(from), to: Date.parse(to) };
      const planned = drills.plan({ pairId, procedureId, window, reason: reason.trim().toWellFormed(), by });
      if (!planned.ok) throw refused(request, planned.reason);
      if (propose) {
        const asked = drills.propose(planned.drill.id, by);
        if (!asked.ok) throw refused(request, asked.reason);
      }
      reply.code(201);
      return detail(planned.drill.id);
    },
  );

  server.post(
    '/drills/dry-run',
    {
      config: few,
      schema: {
        summary: 'Go through a procedure without doing anything: what each step would find or do now',
        tags,
        querystring: closed({}),
        body: closed({ pairId: id, procedureId: id }),
        response: { 200: dryRun, ...problems(400, 401, 403, 404, 413, 415, 429) },
      },
    },
    (request) => {
      const { pairId, procedureId } = request.body;
      const made = drills.dryRun(pairId, procedureId, personOf(request));
      if (made === undefined) throw notFound('procedure', `${pairId}/${procedureId}`);
      return wireDryRun(made);
    },
  );

  for (const [verb, summary, act] of [
    ['propose', 'Ask a second person to approve it', drills.propose],
    ['cancel', 'Take back a drill that has not begun', drills.cancel],
    ['begin', 'Begin an approved drill inside of its time window', drills.begin],
    ['confirm', 'The operator says: I act now', drills.confirm],
    ['stop', 'Stop a drill that runs; after an act somebody then says how the pair is left', drills.stop],
  ] as const) {
    server.post(
      `/drills/:id/${verb}`,
      {
        config: few,
        schema: {
          summary,
          tags,
          params,
          querystring: closed({}),
          body: closed({ note: Type.Optional(note) }),
          response: { 200: pairDrill, ...problems(401, 403, 404, 409, 413, 415, 429) },
        },
      },
      (request) => {
        detail(request.params.id);
        const words = (request.body.note ?? '').trim().toWellFormed();
        return taken(request, act(request.params.id, personOf(request), words));
      },
    );
  }

  server.post(
    '/drills/:id/fall-back',
    {
      config: few,
      schema: {
        summary: 'How an aborted drill leaves the pair: by the declared command, by hand, or as it is',
        tags,
        params,
        querystring: closed({}),
        body: closed({ choice: words(['command', 'done', 'leave'] as const), note: Type.Optional(note) }),
        response: { 200: pairDrill, ...problems(400, 401, 403, 404, 409, 413, 415, 429) },
      },
    },
    (request) => {
      detail(request.params.id);
      const { choice, note: said = '' } = request.body;
      return taken(request, drills.fallBack(request.params.id, choice, personOf(request), said.trim().toWellFormed()));
    },
  );
}

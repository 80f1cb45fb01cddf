import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type CustodyEntry, codeOf, custodyStates, eventsFrom, needsSanitisation } from '../../audit/index.ts';
import { render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { invalidRequest, notFound } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { networks, proposal, stepWish, terminalDetail, terminalPage } from '../schemas/keeping.ts';
import { closed, id, pageQuery, problems, words } from '../schemas/parts.ts';
import { wireProposal, wireStep, wireTerminal } from '../views/keeping.ts';
import { pageOf } from '../views/page.ts';
import type { KeepingDeps } from './keeping.ts';

const tags = ['terminals'];
const params = closed({ id });

/** The register of terminals: who has which, in which state, and the steps that somebody proposes. */
export function terminalRoutes(server: ApiServer, { keeping, view, texts, refuse }: KeepingDeps): void {
  const { custody, approvals } = keeping;

  server.get(
    '/terminals',
    {
      schema: {
        summary: 'Terminals of the register',
        tags,
        querystring: closed({
          ...pageQuery,
          place: Type.Optional(id),
          district: Type.Optional(id),
          network: Type.Optional(words(networks)),
          state: Type.Optional(Type.Array(words(custodyStates), { maxItems: custodyStates.length })),
          trouble: Type.Optional(Type.Boolean({ description: 'Only those with a broken latch or a missing record' })),
          q: Type.Optional(
            Type.String({ maxLength: 100, description: 'Stands in id, label, MAC, disk, custodian, brand or model' }),
          ),
        }),
        response: { 200: terminalPage, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const { place, district, network, state, q = '', trouble } = query;
      const points = view.city().points;
      const wanted = q.trim().toLowerCase();
      const some = custody
        .list()
        .filter(
          (entry) =>
            (place === undefined || entry.placeId === place) &&
            (district === undefined || points.get(entry.placeId)?.districtId === district) &&
            (network === undefined || entry.network === network) &&
            (state === undefined || state.includes(entry.state)) &&
            (wanted === '' || says(entry, wanted)) &&
            (trouble !== true || isTrouble(wireTerminal(entry, keeping))),
        );
      return pageOf(
        some,
        query,
        (entry) => entry.terminalId,
        (entry) => wireTerminal(entry, keeping),
      );
    },
  );

  server.get(
    '/terminals/:id',
    {
      schema: {
        summary: 'One terminal with its history and the steps that may follow',
        tags,
        params,
        querystring: closed({}),
        response: { 200: terminalDetail, ...problems(401, 403, 404) },
      },
    },
    async (request) => {
      const entry = custody.find(request.params.id);
      if (entry === undefined) throw notFound('terminal', request.params.id);
      const history = await custody.history(entry.terminalId);
      const waiting = approvals.waitingFor(`terminal ${entry.terminalId}`);
      return {
        ...wireTerminal(entry, keeping),
        allowed: eventsFrom(entry.state).map((event) => ({ event, sanitisation: needsSanitisation(event) })),
        history: history.flatMap(({ body }) => wireStep(body)),
        proposal: waiting === undefined ? null : wireProposal(waiting, personOf(request).user),
      };
    },
  );

  server.post(
    '/terminals/:id/steps',
    {
      schema: {
        summary: 'Propose a step; it is made when another person has approved it',
        tags,
        params,
        querystring: closed({}),
        body: stepWish,
        response: { 202: proposal, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const { date, absenceUntil, ...rest } = request.body;
      const by = personOf(request);
      const until = absenceUntil === undefined ? {} : { absenceUntil: Date.parse(absenceUntil) };
      const wish = { ...rest, ...until, date: Date.parse(date) };
      const answer = custody.propose({ terminalId: request.params.id, wish, by });
      if ('unknown' in answer) throw notFound('terminal', request.params.id);
      if ('faults' in answer) throw fieldProblem(request, answer.faults);
      if (!answer.ok) throw refuse(request, answer.reason);
      return reply.code(202).send(wireProposal(answer.proposal, by.user));
    },
  );

  type Faults = Extract<ReturnType<typeof custody.propose>, { readonly faults: unknown }>['faults'];

  function fieldProblem(request: FastifyRequest, faults: Faults) {
    const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
    return invalidRequest(
      faults.map(({ field, what }) => ({ where: `body/${field.replace('.', '/')}`, what: render(dictionary, what) })),
    );
  }
}

function says(entry: CustodyEntry, wanted: string): boolean {
  const { terminalId, macs, diskSerials, custodian, brand, model } = entry;
  const texts = [terminalId, codeOf(entry), ...macs, ...diskSerials, custodian, brand, model];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

function isTrouble({ latch, missingRecord }: ReturnType<typeof wireTerminal>): boolean {
  return latch !== null || missingRecord.length > 0;
}

import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type Clock, type Message, render } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { LabPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { violation, violationKinds, violationPlaces, violations } from '../schemas/lab.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireViolation } from '../wire-lab.ts';

const tags = ['lab'];
const none = Type.Null({ description: 'Taken back' });
/** One word each, so that nothing else can ride on a command. */
const word = Type.String({ minLength: 1, maxLength: 90, pattern: '^[^\\s]+$' });

/** What breaks isolation in the lab's simulated city; these routes exist in the lab only. */
export function labViolationRoutes(server: ApiServer, deps: { lab: LabPort; clock: Clock; texts: Texts }): void {
  const { lab, clock, texts } = deps;
  const wordsFor = (request: FastifyRequest) => {
    const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
    return (text: Message) => render(dictionary, text);
  };
  const checkOf = (kind: string) => lab.violations.kinds.find((each) => each.kind === kind)?.check;

  function inForce(request: FastifyRequest): WireViolation[] {
    const say = wordsFor(request);
    return lab.faults().flatMap(({ verb, target, detail = '', text, since }) => {
      const check = checkOf(verb);
      if (check === undefined || text === undefined) return [];
      const name = [verb, target, ...(detail === '' ? [] : [detail])].join(':');
      return [{ id: name, kind: verb, check, target, detail, text: say(text), since: isoTime(since) }];
    });
  }

  async function command(request: FastifyRequest, line: string): Promise<void> {
    const result = await lab.apply(line);
    if (result.ok) return;
    const say = wordsFor(request);
    throw new Problem('conflict', { params: { reason: `${say(result.what)} ${say(result.remedy)}` } });
  }

  server.get(
    '/lab/violations/kinds',
    {
      schema: {
        summary: 'Violations of isolation that the lab can do, each with the check that finds it',
        tags,
        querystring: closed({}),
        response: { 200: violationKinds, ...problems(401, 403) },
      },
    },
    (request) => {
      const say = wordsFor(request);
      return lab.violations.kinds.map(({ help, ...kind }) => ({ ...kind, title: say(help) }));
    },
  );
  server.get(
    '/lab/violations/kinds/:kind/places',
    {
      schema: {
        summary: 'Devices and ports that a violation can be done at',
        tags,
        params: closed({ kind: id }),
        querystring: closed({}),
        response: { 200: violationPlaces, ...problems(401, 403, 404) },
      },
    },
    (request) => {
      const { kind } = request.params;
      if (checkOf(kind) === undefined) throw notFound('violation', kind);
      return lab.violations.placesOf(kind);
    },
  );
  server.get(
    '/lab/violations',
    {
      schema: {
        summary: 'Violations in force',
        tags,
        querystring: closed({}),
        response: { 200: violations, ...problems(401, 403) },
      },
    },
    (request) => inForce(request),
  );
  server.post(
    '/lab/violations',
    {
      schema: {
        summary:
          'Break isolation at a device or a port; what is wrong with the place or the detail is said with what would do',
        tags,
        querystring: closed({}),
        body: closed({ kind: word, target: word, detail: Type.Optional(word) }),
        response: { 201: violation, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const { kind, target, detail } = request.body;
      const check = checkOf(kind);
      if (check === undefined) throw notFound('violation', kind);
      await command(request, [kind, target, ...(detail === undefined ? [] : [detail])].join(' '));
      const all = inForce(request).filter((each) => each.kind === kind);
      const done = all.findLast((each) => each.target.toLowerCase() === target.toLowerCase());
      // Repaired by somebody else in the same moment; it was done all the same.
      const gone = { id: `${kind}:${target}`, kind, check, target, detail: detail ?? '', text: '' };
      return reply.code(201).send(done ?? { ...gone, since: isoTime(clock.now()) });
    },
  );
  server.delete(
    '/lab/violations/:id',
    {
      schema: {
        summary: 'Take one violation back',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        response: { 204: none, ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const found = inForce(request).find((each) => each.id === request.params.id);
      if (found === undefined) throw notFound('violation', request.params.id);
      await command(request, `repair ${found.target} ${found.kind}`);
      return reply.code(204).send(null);
    },
  );
}

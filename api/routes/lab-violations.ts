import { Type } from '@fastify/type-provider-typebox';
import type { ApiServer } from '../http/server.ts';
import { notFound } from '../problems/problem.ts';
import { violation, violationKinds, violationPlaces, violations } from '../schemas/lab.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { type LabDeedsDeps, labDeeds } from './lab-deeds.ts';

const tags = ['lab'];
const none = Type.Null({ description: 'Taken back' });
/** One word each, so that nothing else can ride on a command. */
const word = Type.String({ minLength: 1, maxLength: 90, pattern: '^[^\\s]+$' });

/** What breaks isolation in the lab's simulated city; these routes exist in the lab only. */
export function labViolationRoutes(server: ApiServer, deps: LabDeedsDeps): void {
  const { violations: known } = deps.lab;
  const checkOf = (kind: string) => known.kinds.find((each) => each.kind === kind)?.check;
  const deeds = labDeeds(deps, { noun: 'violation', checkOf });

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
      const say = deeds.wordsFor(request);
      return known.kinds.map(({ help, ...kind }) => ({ ...kind, title: say(help) }));
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
      return known.placesOf(kind);
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
    (request) => deeds.inForce(request),
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
    async (request, reply) => reply.code(201).send(await deeds.perform(request, request.body)),
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
      await deeds.takeBack(request, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

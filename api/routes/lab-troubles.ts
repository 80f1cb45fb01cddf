import { Type } from '@fastify/type-provider-typebox';
import type { ApiServer } from '../http/server.ts';
import { trouble, troubleKinds, troubles } from '../schemas/lab.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import type { WireTrouble, WireViolation } from '../wire-lab.ts';
import { type LabDeedsDeps, labDeeds } from './lab-deeds.ts';

const tags = ['lab'];
const none = Type.Null({ description: 'Taken back' });
/** One word, so that nothing else can ride on a command. */
const word = Type.String({ minLength: 1, maxLength: 90, pattern: '^[^\\s]+$' });

/** What happens to hot-standby pairs and backups in the lab's simulated city; these routes exist in the lab only. */
export function labTroubleRoutes(server: ApiServer, deps: LabDeedsDeps): void {
  const { kinds } = deps.lab.troubles;
  const checkOf = (kind: string) => kinds.find((each) => each.kind === kind)?.check;
  const deeds = labDeeds(deps, { noun: 'trouble', checkOf });
  const wire = ({ detail: _, ...rest }: WireViolation): WireTrouble => rest;

  server.get(
    '/lab/troubles/kinds',
    {
      schema: {
        summary: 'What can happen to pairs and backups in the lab, each with the check that finds it and where it can',
        tags,
        querystring: closed({}),
        response: { 200: troubleKinds, ...problems(401, 403) },
      },
    },
    (request) => {
      const say = deeds.wordsFor(request);
      return kinds.map(({ help, ...kind }) => ({ ...kind, title: say(help) }));
    },
  );
  server.get(
    '/lab/troubles',
    {
      schema: {
        summary: 'Troubles of pairs and backups in force',
        tags,
        querystring: closed({}),
        response: { 200: troubles, ...problems(401, 403) },
      },
    },
    (request) => deeds.inForce(request).map(wire),
  );
  server.post(
    '/lab/troubles',
    {
      schema: {
        summary: 'Make trouble at a pair, an office or a district; a switchover happens and is over',
        tags,
        querystring: closed({}),
        body: closed({ kind: word, target: word }),
        response: { 201: trouble, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => reply.code(201).send(wire(await deeds.perform(request, request.body))),
  );
  server.delete(
    '/lab/troubles/:id',
    {
      schema: {
        summary: 'Mend one trouble',
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

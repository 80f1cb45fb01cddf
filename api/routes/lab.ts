import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type Clock, render } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import { type LabFaultKind, type LabPort, labFaultKinds } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { labFault, labFaults } from '../schemas/others.ts';
import { closed, id, labFaultKind, problems } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireLabFault } from '../wire.ts';

const tags = ['lab'];
const none = Type.Null({ description: 'Repaired' });

/** A target is one word, so that nothing else can ride on a command. */
const target = Type.String({ minLength: 1, maxLength: 150, pattern: '^[^\\s]+$' });
const knownKinds: readonly string[] = labFaultKinds;

/** Faults in the lab's simulated city; these routes exist in the lab only. */
export function labRoutes(server: ApiServer, deps: { lab: LabPort; clock: Clock; texts: Texts }): void {
  const { lab, clock, texts } = deps;
  /** The faults that the page knows how to show. */
  function faultsNow(): WireLabFault[] {
    return lab.faults().flatMap(({ verb, target: on, since }) => {
      if (!knownKinds.includes(verb)) return [];
      return [{ id: `${verb}:${on}`, kind: verb as LabFaultKind, target: on, since: isoTime(since) }];
    });
  }

  async function command(request: FastifyRequest, line: string, on: string): Promise<void> {
    const result = await lab.apply(line);
    if (result.ok) return;
    if (result.what.key.includes('unknown')) throw notFound('target', on);
    const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
    throw new Problem('conflict', { params: { reason: render(dictionary, result.what) } });
  }

  server.get(
    '/lab/faults',
    {
      schema: {
        summary: 'Faults in force',
        tags,
        querystring: closed({}),
        response: { 200: labFaults, ...problems(401, 403) },
      },
    },
    () => faultsNow(),
  );
  server.post(
    '/lab/faults',
    {
      schema: {
        summary: 'Inject a fault on a link, a device or a port (`device/interface`)',
        tags,
        querystring: closed({}),
        body: closed({ kind: labFaultKind, target }),
        response: { 201: labFault, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const { kind, target: on } = request.body;
      await command(request, `${kind} ${on}`, on);
      // A reboot that was over at once is in force no more; it was done all the same.
      const fault = faultsNow().find((each) => each.kind === kind && each.target.toLowerCase() === on.toLowerCase());
      const done = { id: `${kind}:${on}`, kind, target: on, since: isoTime(clock.now()) };
      return reply.code(201).send(fault ?? done);
    },
  );
  server.delete(
    '/lab/faults/:id',
    {
      schema: {
        summary: 'Repair one fault',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        response: { 204: none, ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const fault = faultsNow().find((each) => each.id === request.params.id);
      if (fault === undefined) throw notFound('fault', request.params.id);
      await command(request, `repair ${fault.target} ${fault.kind}`, fault.target);
      return reply.code(204).send(null);
    },
  );
  server.delete(
    '/lab/faults',
    {
      schema: {
        summary: 'Repair every fault',
        tags,
        querystring: closed({}),
        response: { 204: none, ...problems(401, 403) },
      },
    },
    async (request, reply) => {
      await command(request, 'repair all', 'all');
      return reply.code(204).send(null);
    },
  );
}

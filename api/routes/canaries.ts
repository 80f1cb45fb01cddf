import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { OuterSwitch, ProbeRun, SentinelStanding } from '../../audit/index.ts';
import { carryBounds } from '../../collector/index.ts';
import { type Clock, type Message, render } from '../../core/index.ts';
import { loggedIn } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { CanariesPort } from '../ports.ts';
import { reasonWith } from '../problems/answer.ts';
import { Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { canaries as canariesSchema, outerImport, outer as outerSchema, outerSwitch } from '../schemas/canaries.ts';
import { closed, id, problems, time } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireCanaries, WireCanary, WireOuterSwitch, WireSentinel } from '../wire-canaries.ts';

const tags = ['isolation'];
const security = [{ session: [] }, { token: [] }];

/** Probes that must fail: how they ended, a round of them on demand, and the way in for what is carried over from outside. */
export function canaryRoutes(
  server: ApiServer,
  deps: { readonly canaries: CanariesPort; readonly clock: Clock; readonly texts: Texts },
): void {
  const { canaries, clock, texts } = deps;

  function wireCanaries(): WireCanaries {
    const newest = canaries
      .newest()
      .map((run) => wireCanary(run, canaries.isHeard(run.nonce)))
      .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    return { at: isoTime(clock.now()), declared: canaries.declared(), running: canaries.running(), newest };
  }

  server.get(
    '/isolation/outer',
    {
      schema: {
        summary: 'Sentinels outside: when their notes were carried over, until when they are known to have been up',
        tags,
        security,
        querystring: closed({}),
        response: { 200: outerSchema, ...problems(401, 403) },
      },
    },
    () => ({
      at: isoTime(clock.now()),
      sentinels: canaries.outer.standings().map(wireSentinel),
      switches: canaries.switches.list().map(wireSwitch),
    }),
  );

  // A scope of its own: nowhere else is such a body taken.
  void server.register(async (scope: ApiServer) => {
    scope.removeAllContentTypeParsers();
    const parser = { parseAs: 'buffer', bodyLimit: carryBounds.zipBytes } as const;
    scope.addContentTypeParser('application/octet-stream', parser, (_request, body, done) => done(null, body));
    scope.post(
      '/isolation/outer',
      {
        bodyLimit: carryBounds.zipBytes,
        config: { rateLimit: { max: 20, timeWindow: 60_000 } },
        schema: {
          summary:
            'Import a file that a sentinel signed; an older one, the same one again and a stranger’s are refused',
          tags,
          security,
          consumes: ['application/octet-stream'],
          querystring: closed({}),
          body: Type.Unsafe<Buffer>({}),
          response: { 200: outerImport, ...problems(401, 403, 409, 413, 415, 429) },
        },
      },
      async (request) => {
        const taken = await canaries.outer.take(request.body, loggedIn(request).user);
        if (!taken.ok) throw refused(request, taken);
        const { sentinel, newNotes, newHeard } = taken;
        return { sentinel: wireSentinel(sentinel), newNotes, newHeard };
      },
    );

    scope.post(
      '/isolation/outer/switches/:name',
      {
        bodyLimit: carryBounds.zipBytes,
        config: { rateLimit: { max: 60, timeWindow: 60_000 } },
        schema: {
          summary: 'Import the walk of a switch outside: a recording (snmprec) or the text of snmpwalk -On',
          tags,
          security,
          consumes: ['application/octet-stream'],
          params: closed({ name: id }),
          querystring: closed({ at: time }),
          body: Type.Unsafe<Buffer>({}),
          response: { 200: outerSwitch, ...problems(400, 401, 403, 409, 413, 415, 429) },
        },
      },
      (request) => {
        const { name } = request.params;
        const at = Date.parse(request.query.at);
        const taken = canaries.switches.take({ name, at, bytes: request.body, by: loggedIn(request).user });
        if (!taken.ok) throw refused(request, taken);
        return wireSwitch(taken.walked);
      },
    );
  });

  function refused(
    request: FastifyRequest,
    { what, remedy }: { readonly what: Message; readonly remedy: Message },
  ): Problem {
    const words = texts[preferredLanguage(request.headers['accept-language'])];
    return new Problem('conflict', { params: { reason: reasonWith(words, what, remedy) } });
  }

  server.get(
    '/isolation/canaries',
    {
      schema: {
        summary: 'The newest try of each way out to each target, with its control',
        tags,
        querystring: closed({}),
        response: { 200: canariesSchema, ...problems(401, 403) },
      },
    },
    wireCanaries,
  );

  server.post(
    '/isolation/canaries',
    {
      config: { rateLimit: { max: 6, timeWindow: 60_000 } },
      schema: {
        summary: 'Try every way out now; what comes of it is told by GET, one way after the other',
        tags,
        querystring: closed({}),
        response: { 202: canariesSchema, ...problems(401, 403, 409, 429) },
      },
    },
    (request, reply) => {
      if (!canaries.declared()) {
        const words = texts[preferredLanguage(request.headers['accept-language'])];
        throw new Problem('conflict', { params: { reason: render(words, { key: 'isolation.outer.nobody' }) } });
      }
      canaries.begin();
      reply.code(202);
      return wireCanaries();
    },
  );
}

function keyOf({ placeId, protocol, target }: WireCanary): string {
  return `${placeId} ${protocol} ${target}`;
}

function wireCanary({ commitment, placeId, protocol, target, at, outcome, detail, control }: ProbeRun, heard: boolean) {
  return { placeId, protocol, target, at: isoTime(at), outcome, detail, control, heard, record: commitment };
}

function wireSwitch({ name, at, importedAt, stations }: OuterSwitch): WireOuterSwitch {
  return { name, at: isoTime(at), importedAt: isoTime(importedAt), stations: stations.length };
}

function wireSentinel({ importedAt, upTo, ...rest }: SentinelStanding): WireSentinel {
  return {
    ...rest,
    importedAt: importedAt === undefined ? null : isoTime(importedAt),
    upTo: upTo === undefined ? null : isoTime(upTo),
  };
}

import { Type } from '@fastify/type-provider-typebox';
import { decoyPage, type Honeytoken, honeytokenKinds, honeytokenLimits } from '../../audit/index.ts';
import { loggedIn } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { HoneytokensPort } from '../ports.ts';
import { reasonWith } from '../problems/answer.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { closed, id, orNull, problems, text, time, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireHoneytoken } from '../wire-canaries.ts';

const tags = ['isolation'];
const path = '/isolation/honeytokens';

const honeytoken = Type.Unsafe<WireHoneytoken>(
  closed({
    id,
    placeId: id,
    where: text,
    kind: words(honeytokenKinds),
    sentinelId: id,
    laidAt: time,
    laidBy: text,
    text,
    openedAt: orNull(time),
  }),
);

/** The register of decoys: where each lies, and whether it was opened outside. */
export function honeytokenRoutes(
  server: ApiServer,
  { honeytokens, texts }: { readonly honeytokens: HoneytokensPort; readonly texts: Texts },
): void {
  const wire = ({ nonce, ...token }: Honeytoken): WireHoneytoken => {
    const openedAt = honeytokens.openedAt(nonce);
    return {
      ...token,
      laidAt: isoTime(token.laidAt),
      openedAt: openedAt === undefined ? null : isoTime(openedAt),
    };
  };

  server.get(
    path,
    {
      schema: {
        summary: 'Decoys that lie inside, the newest first, and when a sentinel heard that one was opened',
        tags,
        querystring: closed({}),
        response: { 200: Type.Array(honeytoken), ...problems(401, 403) },
      },
    },
    () => honeytokens.list().map(wire),
  );

  server.post(
    path,
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        summary: 'Make a decoy; its nonce is committed to on record',
        tags,
        querystring: closed({}),
        body: closed({
          placeId: id,
          where: Type.String({ minLength: 1, maxLength: honeytokenLimits.whereCharacters }),
          kind: words(honeytokenKinds),
        }),
        response: { 201: honeytoken, ...problems(400, 401, 403, 409, 413, 415, 429) },
      },
    },
    (request, reply) => {
      const laid = honeytokens.lay({ ...request.body, by: loggedIn(request).user });
      if (!laid.ok) {
        const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
        const reason = reasonWith(dictionary, laid.what, laid.remedy);
        throw new Problem('conflict', { params: { reason } });
      }
      reply.code(201);
      return wire(laid.token);
    },
  );

  server.get(
    `${path}/:id/file`,
    {
      schema: {
        summary: 'The decoy as a page to lay somewhere; always a download',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        response: {
          200: { description: 'The page', content: { 'application/octet-stream': { schema: Type.String() } } },
          ...problems(401, 403, 404),
        },
      },
    },
    ({ params: { id: tokenId } }, reply) => {
      const token = honeytokens.find(tokenId);
      if (token === undefined || token.kind !== 'page') throw notFound('decoy', tokenId);
      reply.header('content-disposition', `attachment; filename="${tokenId}.html"`).type('application/octet-stream');
      return decoyPage(token);
    },
  );
}

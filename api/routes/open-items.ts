import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type ItemAction, type ItemOutcome, itemLimits, itemStatuses, type OpenItem } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { notFound } from '../problems/problem.ts';
import { openItem, openItemPage, severities } from '../schemas/keeping.ts';
import { closed, id, pageQuery, problems, time, words } from '../schemas/parts.ts';
import { wireOpenItem } from '../views/keeping.ts';
import { pageOf } from '../views/page.ts';
import type { KeepingDeps } from './keeping.ts';

const tags = ['open-items'];
const params = closed({ id });
const words2000 = Type.String({ minLength: 1, maxLength: itemLimits.textCharacters, pattern: '\\S' });
const role = Type.String({ minLength: 1, maxLength: itemLimits.roleCharacters, pattern: '\\S' });

/** Findings that a role must answer for. */
export function openItemRoutes(server: ApiServer, { keeping, view, clock, refuse }: KeepingDeps): void {
  const { items } = keeping;
  const wire = (item: OpenItem) => wireOpenItem(item, clock.now());

  server.get(
    '/open-items',
    {
      schema: {
        summary: 'Findings that wait for an answer, those that nobody answered for months first',
        tags,
        querystring: closed({
          ...pageQuery,
          place: Type.Optional(id),
          status: Type.Optional(Type.Array(words(itemStatuses), { maxItems: itemStatuses.length })),
        }),
        response: { 200: openItemPage, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const { place, status } = query;
      const some = items
        .list()
        .filter(
          (item) =>
            (place === undefined || item.placeId === place) && (status === undefined || status.includes(item.status)),
        );
      return pageOf(some, query, (item) => item.id, wire);
    },
  );

  server.post(
    '/open-items',
    {
      schema: {
        summary: 'Open an item by hand',
        tags,
        querystring: closed({}),
        body: closed({
          place: id,
          title: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
          severity: words(severities),
          responsible: role,
          dueAt: time,
        }),
        response: { 201: openItem, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const { place, title, severity, responsible, dueAt } = request.body;
      if (!view.city().points.has(place)) throw notFound('point', place);
      const by = personOf(request);
      const answer = items.raise({
        key: `person ${by.user} ${clock.now()} ${place} ${title.trim()}`,
        source: 'person',
        placeId: place,
        subject: `point ${place}`,
        title: message('item.title.person', { text: title.trim() }),
        severity,
        responsible: responsible.trim(),
        dueAt: Date.parse(dueAt),
        by,
      });
      if (!answer.ok) throw refuse(request, answer.reason);
      return reply.code(201).send(wire(answer.item));
    },
  );

  function act(request: FastifyRequest, itemId: string, action: ItemAction) {
    if (items.find(itemId) === undefined) throw notFound('item', itemId);
    const answer: ItemOutcome = items.act(itemId, action, personOf(request));
    if (!answer.ok) throw refuse(request, answer.reason);
    return wire(answer.item);
  }

  const response = { 200: openItem, ...problems(401, 403, 404, 409, 413, 415) };
  const common = { tags, params, querystring: closed({}), response };

  server.post(
    '/open-items/:id/answer',
    { schema: { ...common, summary: 'Answer: reminders end, the item stays', body: closed({ text: words2000 }) } },
    (request) => act(request, request.params.id, { what: 'answer', text: request.body.text.trim() }),
  );
  server.post(
    '/open-items/:id/assign',
    { schema: { ...common, summary: 'Give it to another role', body: closed({ responsible: role }) } },
    (request) => act(request, request.params.id, { what: 'assign', responsible: request.body.responsible.trim() }),
  );
  server.post(
    '/open-items/:id/postpone',
    { schema: { ...common, summary: 'Set another day', body: closed({ dueAt: time }) } },
    (request) => act(request, request.params.id, { what: 'postpone', dueAt: Date.parse(request.body.dueAt) }),
  );
  server.post(
    '/open-items/:id/close',
    {
      config: { needs: 'approve' },
      schema: { ...common, summary: 'Close it, with the reason', body: closed({ reason: words2000 }) },
    },
    (request) => act(request, request.params.id, { what: 'close', reason: request.body.reason.trim() }),
  );
}

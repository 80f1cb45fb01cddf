import { Type } from '@fastify/type-provider-typebox';
import { listenAddressText } from '../../collector/index.ts';
import type { ApiServer } from '../http/server.ts';
import { notFound } from '../problems/problem.ts';
import { messageKinds, messagePage, receivers as receiversSchema } from '../schemas/messages.ts';
import { closed, id, pageQuery, problems, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import { messagesOf } from '../views/messages.ts';
import type { RouteDeps } from './deps.ts';

/** What devices send by themselves: their messages, and what the receivers refused. */
export function messageRoutes(server: ApiServer, { view, store, receivers }: RouteDeps): void {
  server.get(
    '/devices/:id/messages',
    {
      schema: {
        summary: 'Traps, informs and syslog messages of a device, newest first',
        tags: ['devices'],
        params: closed({ id }),
        querystring: closed({
          ...pageQuery,
          kind: Type.Optional(words(messageKinds)),
          q: Type.Optional(
            Type.String({ maxLength: 100, description: 'Part of the name, the text, the sender or the severity' }),
          ),
        }),
        response: { 200: messagePage, ...problems(401, 403, 404, 503) },
      },
    },
    ({ params, query }) => {
      if (!view.city().devices.has(params.id)) throw notFound('device', params.id);
      return messagesOf(store, params.id, query);
    },
  );

  server.get(
    '/receivers',
    {
      schema: {
        summary: 'Where traps and syslog are heard, counts by outcome, and what was refused of whom',
        tags: ['operation'],
        querystring: closed({}),
        response: { 200: receiversSchema, ...problems(401, 403) },
      },
    },
    () => {
      const stats = receivers();
      return {
        listening: (stats?.listening ?? []).map(listenAddressText),
        traps: (stats?.traps ?? []).map(({ kind, outcome, count }) => ({ version: kind, outcome, count })),
        syslog: (stats?.syslog ?? []).map(({ kind, outcome, count }) => ({ transport: kind, outcome, count })),
        refused: (stats?.refused ?? []).map((each) => ({
          ...each,
          firstAt: isoTime(each.firstAt),
          lastAt: isoTime(each.lastAt),
        })),
      };
    },
  );
}

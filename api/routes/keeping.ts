import type { FastifyRequest } from 'fastify';
import { type Message, render } from '../../core/index.ts';
import { mayDo } from '../auth/roles.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { KeepingPort, LedgerPort } from '../ports.ts';
import { Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { keeping as keepingSchema } from '../schemas/keeping.ts';
import { closed, problems } from '../schemas/parts.ts';
import { approvalRoutes } from './approvals.ts';
import type { RouteDeps } from './deps.ts';
import { openItemRoutes } from './open-items.ts';
import { stockTakeRoutes } from './stock-takes.ts';
import { terminalRoutes } from './terminals.ts';

/** What the routes of the register work with. */
export interface KeepingDeps extends RouteDeps {
  readonly keeping: KeepingPort;
  readonly ledger: LedgerPort | undefined;
  /** A 409 with its reason in the language of the request. */
  refuse(request: FastifyRequest, reason: Message): Problem;
}

/** The register of terminals and what stands around it. */
export function keepingRoutes(
  server: ApiServer,
  deps: RouteDeps & { readonly keeping: KeepingPort; readonly ledger: LedgerPort | undefined },
): void {
  const { keeping, texts } = deps;
  const { approvals, custody, items, stockTakes } = keeping;
  const all: KeepingDeps = {
    ...deps,
    refuse(request, reason) {
      const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
      return new Problem('conflict', { params: { reason: render(dictionary, reason) } });
    },
  };
  terminalRoutes(server, all);
  approvalRoutes(server, all);
  stockTakeRoutes(server, all);
  openItemRoutes(server, all);

  server.get(
    '/keeping',
    {
      schema: {
        summary: 'What of the register waits for somebody, in numbers',
        tags: ['terminals'],
        querystring: closed({}),
        response: { 200: keepingSchema, ...problems(401, 403) },
      },
    },
    (request) => {
      const { user, role } = personOf(request);
      const waiting = approvals.list().filter(({ state }) => state === 'waiting');
      const others = waiting.filter(({ proposedBy }) => proposedBy.user !== user);
      return {
        terminals: custody.list().filter(({ declared }) => declared).length,
        waiting: waiting.length,
        mine: mayDo(role, 'approve') ? others.length : 0,
        counting: stockTakes.list().filter(({ status }) => status === 'counting').length,
        ...items.counts(),
      };
    },
  );
}

import { Type } from '@fastify/type-provider-typebox';
import { proposalStates } from '../../audit/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { notFound } from '../problems/problem.ts';
import { proposal, proposalPage } from '../schemas/keeping.ts';
import { closed, id, pageQuery, problems, words } from '../schemas/parts.ts';
import { wireProposal } from '../views/keeping.ts';
import { pageOf } from '../views/page.ts';
import type { KeepingDeps } from './keeping.ts';

const tags = ['approvals'];
const note = Type.String({ maxLength: 1_000, description: 'Kept with author and time; a rejection wants one' });

/** What waits for a second person. */
export function approvalRoutes(server: ApiServer, { keeping, refuse }: KeepingDeps): void {
  const { approvals } = keeping;

  server.get(
    '/approvals',
    {
      schema: {
        summary: 'Proposals: those that wait, and what became of the others',
        tags,
        querystring: closed({ ...pageQuery, state: Type.Optional(words(proposalStates)) }),
        response: { 200: proposalPage, ...problems(401, 403) },
      },
    },
    (request) => {
      const { query } = request;
      const { user } = personOf(request);
      const some = approvals.list().filter(({ state }) => query.state === undefined || state === query.state);
      return pageOf(
        some,
        query,
        (each) => each.id,
        (each) => wireProposal(each, user),
      );
    },
  );

  for (const [verdict, needs, summary] of [
    ['approve', 'approve', 'Approve what another person proposed; it is carried out at once'],
    ['reject', 'approve', 'Reject what another person proposed'],
    ['withdraw', 'operate', 'Take back what one proposed oneself'],
  ] as const) {
    server.post(
      `/approvals/:id/${verdict}`,
      {
        config: { needs },
        schema: {
          summary,
          tags,
          params: closed({ id }),
          querystring: closed({}),
          body: closed({ note: verdict === 'reject' ? Type.String({ ...note, minLength: 1, pattern: '\\S' }) : note }),
          response: { 200: proposal, ...problems(401, 403, 404, 409, 413, 415) },
        },
      },
      async (request) => {
        const by = personOf(request);
        if (approvals.find(request.params.id) === undefined) throw notFound('proposal', request.params.id);
        const answer = approvals.decide({ id: request.params.id, verdict, by, note: request.body.note.trim() });
        if (!answer.ok) throw refuse(request, answer.reason);
        return wireProposal(answer.proposal, by.user);
      },
    );
  }
}

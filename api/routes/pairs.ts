import type { Clock } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { CityView, PairsPort } from '../ports.ts';
import { notFound } from '../problems/problem.ts';
import { pairDetail, pairs as pairsSchema, takeovers } from '../schemas/pairs.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { wirePairDetail, wirePairs, wireTakeover } from '../views/pairs.ts';

const tags = ['pairs'];
const params = closed({ id });

/** Whether each hot-standby pair would take over, on what evidence, and when it did. Nothing here changes anything. */
export function pairRoutes(
  server: ApiServer,
  deps: { readonly pairs: PairsPort; readonly view: CityView; readonly clock: Clock },
): void {
  const { pairs, view, clock } = deps;
  const known = (pairId: string) => {
    const standing = pairs.pair(pairId);
    const pair = view.city().hostPairs.get(pairId);
    if (standing === undefined || pair === undefined) throw notFound('pair', pairId);
    return { standing, pair };
  };

  server.get(
    '/pairs',
    {
      schema: {
        summary: 'Every hot-standby pair with its readiness and troubles, and how the districts stand',
        tags,
        querystring: closed({}),
        response: { 200: pairsSchema, ...problems(401, 403) },
      },
    },
    () => wirePairs(pairs, view.city(), clock.now()),
  );

  server.get(
    '/pairs/:id',
    {
      schema: {
        summary: 'One pair: each check with its evidence, its newest takeovers, and what the newest reading came to',
        tags,
        params,
        querystring: closed({}),
        response: { 200: pairDetail, ...problems(401, 403, 404) },
      },
    },
    ({ params: { id: pairId } }) => {
      const { standing, pair } = known(pairId);
      return wirePairDetail(pairs, pair, standing, view.city());
    },
  );

  server.get(
    '/pairs/:id/takeovers',
    {
      schema: {
        summary: 'Takeovers of a pair, newest first; at most 50, all are in the ledger',
        tags,
        params,
        querystring: closed({}),
        response: { 200: takeovers, ...problems(401, 403, 404) },
      },
    },
    ({ params: { id: pairId } }) => {
      known(pairId);
      return { pairId, takeovers: pairs.takeovers(pairId).map(wireTakeover) };
    },
  );
}

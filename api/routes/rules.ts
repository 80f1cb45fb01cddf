import type { ApiServer } from '../http/server.ts';
import type { RulesPort } from '../ports.ts';
import { notFound } from '../problems/problem.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { ruleDetailSchema, rulesSchema } from '../schemas/rules.ts';
import { isoTime } from '../views/element.ts';
import { wireElements, wireRule } from '../views/rules.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['rules'];

/** Alert rules and how everything stands by them; nothing here changes anything: rules are a file of the inventory. */
export function ruleRoutes(
  server: ApiServer,
  { rules, clock }: Pick<RouteDeps, 'clock'> & { readonly rules: RulesPort },
): void {
  server.get(
    '/rules',
    {
      schema: {
        summary: 'Alert rules, each with how many elements fire, are pending, are well, or have no data',
        ...{ tags, querystring: closed({}), response: { 200: rulesSchema, ...problems(401, 403) } },
      },
    },
    () => ({ at: isoTime(clock.now()), rules: rules.rules.map((one) => wireRule(one, rules)) }),
  );

  server.get(
    '/rules/:id',
    {
      schema: {
        summary: 'One rule with its elements, the worst first, at most 200',
        ...{ tags, params: closed({ id }), querystring: closed({}) },
        response: { 200: ruleDetailSchema, ...problems(401, 403, 404) },
      },
    },
    (request) => {
      const found = rules.rules.find(({ rule }) => rule.id === request.params.id);
      if (found === undefined) throw notFound('rule', request.params.id);
      return { at: isoTime(clock.now()), rule: wireRule(found, rules), ...wireElements(found.rule.id, rules) };
    },
  );
}

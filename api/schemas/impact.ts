import { Type } from '@fastify/type-provider-typebox';
import { impactElementKinds } from '../../audit/index.ts';
import type { WireImpact, WireImpactMap, WireSinglePoints } from '../wire-impact.ts';
import { closed, count, id, text, time, words } from './parts.ts';

const elementParts = { kind: words(impactElementKinds), id };
const names = { nameZh: text, nameEn: text };
const service = { id, ...names };
const ids = Type.Array(id);

export const impactMap = Type.Unsafe<WireImpactMap>(
  closed({
    centres: Type.Array(
      closed({
        id,
        ...names,
        isCity: Type.Boolean(),
        gearIds: ids,
        pairs: Type.Array(closed({ id, role: words(['app', 'db'] as const), memberIds: ids })),
        services: Type.Array(closed(service)),
      }),
      { description: 'Data centres, the city’s own last' },
    ),
    points: Type.Array(
      closed({
        ...{ id, districtId: id, officeId: id, officeNameZh: text },
        ...{ gatewayIds: ids, switchIds: ids },
        links: Type.Array(closed({ id, role: words(['primary', 'backup'] as const) })),
      }),
    ),
  }),
);

const suffering = { lost: count, noLogin: count, atRisk: count, unknown: count };
const suffers = {
  lost: Type.Array(id, { description: 'Ids of services' }),
  noLogin: Type.Array(id, { description: 'Served to whoever is logged in; nobody can log in anew' }),
  atRisk: Type.Array(id, { description: 'Served by the last way that is left' }),
  unknown: Type.Array(id, { description: 'Something that they need cannot be seen' }),
};

export const impact = Type.Unsafe<WireImpact>(
  closed({
    at: time,
    isPresent: Type.Boolean({ description: 'By the present states; false: a supposition alone' }),
    failed: Type.Array(closed({ ...elementParts, isSupposed: Type.Boolean() })),
    counts: closed({ views: count, ...suffering }, { description: 'Services counted for each point that has them' }),
    points: Type.Array(closed({ id, officeId: id, officeNameZh: text, services: count, ...suffers })),
    services: Type.Array(closed({ ...service, points: count, ...suffering })),
    offices: Type.Array(closed({ id, nameZh: text, pointIds: ids })),
  }),
);

export const singlePoints = Type.Unsafe<WireSinglePoints>(
  closed({
    items: Type.Array(
      closed({
        element: closed(elementParts),
        ...{ lost: count, noLogin: count, points: count, offices: count, services: count },
      }),
      { description: 'The worst first' },
    ),
  }),
);

import { Type } from '@fastify/type-provider-typebox';
import { figureWords, maintenanceLimits, maintenanceScopes } from '../../audit/index.ts';
import { probeOutcomes } from '../../collector/index.ts';
import { probePhases } from '../../inventory/index.ts';
import type {
  WireMaintenance,
  WireMaintenances,
  WirePointStatus,
  WireServiceChanges,
  WireServiceDetail,
  WireServices,
  WireStatusPoints,
  WireStory,
  WireViews,
} from '../wire-services.ts';
import { incident } from './incidents.ts';
import { closed, count, id, messageText, orNull, state, states, text, time, words } from './parts.ts';

const milliseconds = Type.Number({ minimum: 0 });
const phase = words(probePhases);
const phases = closed(Object.fromEntries(probePhases.map((name) => [name, Type.Optional(milliseconds)])), {
  description: 'Milliseconds, only of phases that were reached',
});
const outcome = words(probeOutcomes);
const root = closed({ kind: text, id });
const counts = closed(Object.fromEntries(states.map((word) => [word, count])));

const serviceParts = {
  ...{ id, system: orNull(text), nameZh: text, nameEn: text, districtId: orNull(id), state, reason: messageText },
  ...{ since: time, observedAt: orNull(time), failedPhase: orNull(phase), root: orNull(root), points: counts },
  ...{ phases: orNull(phases), maintenance: orNull(id) },
};

const view = closed({
  ...{ pointId: id, serviceId: id, state, reason: messageText, roots: Type.Array(root), since: time },
  basis: words(['measured', 'derived'], '`measured` by who stands at the point, else `derived`'),
  isLastWay: Type.Boolean(),
});

const number = Type.Number();
const figure = closed({
  ...{ id, nameZh: text, nameEn: text, serviceId: orNull(id), unit: text, valueIs: words(['number', 'time']) },
  ...{ value: orNull(number), word: words(figureWords), reason: messageText, since: time },
  ...{ readAt: orNull(time), changedAt: orNull(time), most: orNull(number), least: orNull(number) },
  quietSeconds: orNull(number),
});

const suppressed = closed({ condition: text, root, summary: messageText, firstSeenAt: time, maintenance: id });
const named = closed({ id, nameZh: text, nameEn: text });

export const services = Type.Unsafe<WireServices>(
  closed({
    ...{ at: time, districts: Type.Array(named), systems: Type.Array(named), counts, views: counts },
    services: Type.Array(closed(serviceParts)),
    figures: Type.Array(figure),
    suppressed: Type.Array(suppressed),
  }),
);

const probe = closed({
  ...{ id, nameZh: text, nameEn: text, kind: text, vantageId: id, state, reason: messageText, since: time },
  ...{ observedAt: orNull(time), failedPhase: orNull(phase), periodSeconds: number, budgetsMs: phases },
  newest: orNull(
    closed({
      ...{ at: time, outcome, reason: messageText, tries: count, durationMs: milliseconds, phases },
      steps: Type.Array(closed({ name: text, outcome, status: orNull(Type.Integer()), phases })),
      values: Type.Array(closed({ name: text, value: number, unit: text })),
    }),
  ),
});

export const serviceDetail = Type.Unsafe<WireServiceDetail>(
  closed({
    ...serviceParts,
    ...{ url: orNull(text), appPairId: orNull(id), dbPairId: orNull(id) },
    vantages: Type.Array(
      closed({ vantageId: id, pointId: orNull(id), state, reason: messageText, since: time, observedAt: orNull(time) }),
    ),
    ...{ probes: Type.Array(probe), views: Type.Array(view), figures: Type.Array(figure) },
    incidents: Type.Array(incident),
  }),
);

export const story = Type.Unsafe<WireStory>(
  closed({
    ...{ from: time, to: time },
    spans: Type.Array(closed({ from: time, to: orNull(time), state, reason: orNull(messageText) })),
  }),
);

export const serviceChanges = Type.Unsafe<WireServiceChanges>(
  closed({
    changes: Type.Array(
      closed({ serviceId: id, at: time, before: state, state, reason: orNull(messageText), root: orNull(root) }),
    ),
  }),
);

export const views = Type.Unsafe<WireViews>(closed({ at: time, counts, views: Type.Array(view) }));
export const figures = Type.Unsafe<WireServices['figures']>(Type.Array(figure));

const scope = closed({ kind: words(maintenanceScopes), id });
const maintenanceParts = {
  ...{ id, scopes: Type.Array(scope), from: time, to: time, weeklyUntil: orNull(time), reason: text },
  ...{ createdBy: text, createdAt: time, endedAt: orNull(time), endedBy: orNull(text) },
  word: words(['now', 'to-come', 'over']),
};
export const maintenance = Type.Unsafe<WireMaintenance>(closed(maintenanceParts));
export const maintenances = Type.Unsafe<WireMaintenances>(
  closed({ at: time, windows: Type.Array(maintenance), suppressed: Type.Array(suppressed) }),
);
export const maintenanceWish = closed({
  scopes: Type.Array(scope, { minItems: 1, maxItems: maintenanceLimits.scopes }),
  ...{ from: Type.Optional(time), to: time, weeklyUntil: Type.Optional(time) },
  reason: Type.String({ minLength: 1, maxLength: maintenanceLimits.reasonCharacters, pattern: '\\S' }),
});

const fault = words(['none', 'path', 'sign-on', 'system', 'unknown']);
const word = words(['fine', 'partly', 'lost', 'unknown']);
export const pointStatus = Type.Unsafe<WirePointStatus>(
  closed({
    ...{ at: time, word, fault, since: orNull(time), contact: text },
    point: closed({ id, nameZh: text, districtZh: text, districtEn: text }),
    work: orNull(closed({ kind: words(['maintenance', 'acknowledged']), at: time, until: orNull(time) })),
    services: Type.Array(closed({ nameZh: text, nameEn: text, state, since: time, fault })),
  }),
);
export const statusPoints = Type.Unsafe<WireStatusPoints>(
  closed({
    ...{ cityZh: text, cityEn: text },
    districts: Type.Array(
      closed({ nameZh: text, nameEn: text, points: Type.Array(closed({ id, nameZh: text, word })) }),
    ),
  }),
);

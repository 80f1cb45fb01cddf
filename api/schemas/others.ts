import { Type } from '@fastify/type-provider-typebox';
import { roles } from '../auth/roles.ts';
import type { WireLabFault, WireMe, WirePollResult, WireSearch, WireSeries } from '../wire.ts';
import { closed, fault, id, labFaultKind, orNull, outcomes, state, text, time, words } from './parts.ts';

export const aggregates = ['mean', 'min', 'max', 'last'] as const;
export const seriesKinds = ['interface', 'device', 'profile', 'probe', 'figure'] as const;

export const me = Type.Unsafe<WireMe>(
  closed({ user: text, role: words(roles), mustChangePassword: Type.Boolean(), expiresAt: time, lab: Type.Boolean() }),
);

export const series = Type.Unsafe<WireSeries>(
  closed({
    kind: words(seriesKinds),
    entity: id,
    from: time,
    to: time,
    stepSeconds: Type.Number({ minimum: 0 }),
    resolutionSeconds: Type.Number({ minimum: 0 }),
    aggregate: words(aggregates),
    at: Type.Array(time),
    columns: Type.Record(Type.String(), Type.Array(orNull(Type.Number()))),
  }),
);

export const search = Type.Unsafe<WireSearch>(
  closed({
    query: text,
    hits: Type.Array(
      closed({
        kind: words(['district', 'point', 'link', 'device', 'terminal', 'service'] as const),
        id,
        title: text,
        matched: words(['id', 'name', 'address', 'mac', 'barcode', 'circuit'] as const),
        value: text,
        page: closed({ kind: words(['district', 'point', 'link', 'device'] as const), id }),
        state: orNull(state),
      }),
    ),
  }),
);

export const pollResult = Type.Unsafe<WirePollResult>(
  closed({
    deviceId: id,
    outcome: words(outcomes),
    startedAt: time,
    finishedAt: time,
    faults: Type.Array(fault),
  }),
);

export const labFault = Type.Unsafe<WireLabFault>(closed({ id, kind: labFaultKind, target: id, since: time }));
export const labFaults = Type.Unsafe<readonly WireLabFault[]>(Type.Array(labFault));

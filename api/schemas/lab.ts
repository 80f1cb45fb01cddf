import { Type } from '@fastify/type-provider-typebox';
import type {
  WireTrouble,
  WireTroubleKind,
  WireViolation,
  WireViolationKind,
  WireViolationPlace,
} from '../wire-lab.ts';
import { closed, id, text, time, words } from './parts.ts';

export const violation = Type.Unsafe<WireViolation>(
  closed({ id, kind: id, check: id, target: id, detail: text, text, since: time }),
);
export const violations = Type.Unsafe<readonly WireViolation[]>(Type.Array(violation));

export const violationKinds = Type.Unsafe<readonly WireViolationKind[]>(
  Type.Array(
    closed({
      kind: id,
      check: id,
      on: words(['device', 'port'] as const),
      title: text,
      usage: text,
      detail: words(['none', 'optional', 'required'] as const),
      choices: Type.Array(text),
    }),
  ),
);

export const violationPlaces = Type.Unsafe<readonly WireViolationPlace[]>(
  Type.Array(closed({ deviceId: id, ports: Type.Array(text) })),
);

export const trouble = Type.Unsafe<WireTrouble>(closed({ id, kind: id, check: id, target: id, text, since: time }));
export const troubles = Type.Unsafe<readonly WireTrouble[]>(Type.Array(trouble));

export const troubleKinds = Type.Unsafe<readonly WireTroubleKind[]>(
  Type.Array(
    closed({
      kind: id,
      about: words(['pair', 'backup'] as const),
      check: id,
      title: text,
      usage: text,
      passes: Type.Boolean(),
      targets: Type.Array(id),
    }),
  ),
);

import { Type } from '@fastify/type-provider-typebox';
import type { WirePage } from '../wire.ts';
import type { WireRestoreDrill, WireRestoreDrillDetail } from '../wire-restore.ts';
import { closed, count, id, messageText, orNull, pageSchema, text, time, words } from './parts.ts';

const actor = orNull(closed({ user: text, role: text }));
const seconds = orNull(Type.Number({ minimum: 0 }));
const cause = closed({
  kind: words(['schedule', 'persons'] as const),
  proposedBy: actor,
  approvedBy: actor,
  reason: orNull(text),
});
const result = closed({
  repositoryId: text,
  snapshotId: orNull(text),
  cause,
  startedAt: time,
  finishedAt: time,
  ok: Type.Boolean(),
  level: orNull(
    Type.Integer({ minimum: 3, maximum: 5, description: '3 sampled, 4 restored whole, 5 the service answered' }),
  ),
  sampled: Type.Boolean({ description: 'A part alone was restored: rtoSeconds is extrapolated' }),
  bytes: orNull(count),
  files: orNull(count),
  rtoSeconds: seconds,
  rpoSeconds: seconds,
  isWithinRto: orNull(Type.Boolean({ description: 'null: nothing declared, or nothing measured' })),
  isWithinRpo: orNull(Type.Boolean()),
  fault: orNull(closed({ reason: text, text: messageText, said: text })),
});
const drillParts = {
  dataSetId: id,
  state: words(['idle', 'waiting', 'running'] as const, 'waiting: approved, and behind the one that runs'),
  startedAt: orNull(time),
  cause: orNull(cause),
  last: orNull(result),
};
export const restoreDrillPage = Type.Unsafe<WirePage<WireRestoreDrill>>(
  pageSchema(closed(drillParts), 'Data sets: what runs and waits first, then the newest result'),
);
export const restoreDrill = Type.Unsafe<WireRestoreDrillDetail>(
  closed({ ...drillParts, results: Type.Array(result, { description: 'Newest first; all are in the ledger' }) }),
);

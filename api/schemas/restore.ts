import { Type } from '@fastify/type-provider-typebox';
import type { WirePage } from '../wire.ts';
import type { WireRestoreDrill, WireRestoreDrillDetail, WireRestoreDue } from '../wire-restore.ts';
import { proposal } from './keeping.ts';
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
  compared: orNull(count),
  seed: orNull(count),
  rtoSeconds: seconds,
  rpoSeconds: seconds,
  isWithinRto: orNull(Type.Boolean({ description: 'null: nothing declared, or nothing measured' })),
  isWithinRpo: orNull(Type.Boolean()),
  fault: orNull(closed({ reason: text, text: messageText, remedy: messageText, said: text })),
  aborted: orNull(closed({ by: closed({ user: text, role: text }), reason: text })),
});
export const restoreDues = ['never', 'overdue', 'soon', 'met'] as const satisfies readonly WireRestoreDue[];
const drillParts = {
  dataSetId: id,
  officeId: text,
  officeNameZh: text,
  districtId: text,
  repositoryId: text,
  due: words(restoreDues, 'soon: in the last tenth of the interval'),
  dueAt: orNull(time),
  state: words(['idle', 'waiting', 'running'] as const, 'waiting: approved, and behind the one that runs'),
  startedAt: orNull(time),
  cause: orNull(cause),
  progress: orNull(closed({ phase: words(['restoring', 'verifying'] as const), bytes: count })),
  proposal: orNull(proposal),
  obstacle: orNull(messageText),
  last: orNull(result),
};
export const restoreDrillPage = Type.Unsafe<WirePage<WireRestoreDrill>>(
  pageSchema(
    closed(drillParts),
    'Data sets: what runs and waits first, then what is proposed, then the newest result; with `all`, then the most urgent',
  ),
);
export const restoreDrill = Type.Unsafe<WireRestoreDrillDetail>(
  closed({
    ...drillParts,
    proof: words(['manifest', 'postgresql', 'data-folder', 'command'] as const),
    rtoSeconds: seconds,
    rpoSeconds: seconds,
    sample: count,
    mostBytes: count,
    mostSeconds: count,
    results: Type.Array(result, { description: 'Newest first; all are in the ledger' }),
  }),
);

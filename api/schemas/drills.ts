import { Type } from '@fastify/type-provider-typebox';
import { pairDrillStates } from '../../audit/index.ts';
import { drillGoals, drillStepKinds } from '../../inventory/index.ts';
import type { WirePage } from '../wire.ts';
import type {
  WireDrillCalendar,
  WireDrillProcedure,
  WireDryRun,
  WirePairDrill,
  WirePairDrillDetail,
} from '../wire-drills.ts';
import { closed, count, id, messageText, orNull, pageSchema, text, time, words } from './parts.ts';

const actor = closed({ user: text, role: text });
const kind = words(drillStepKinds);
const state = words(pairDrillStates);
const readiness = words(['ready', 'at-risk', 'not-ready', 'unknown'] as const);
const number = Type.Number({ minimum: 0 });

const step = closed({
  kind,
  textZh: orNull(text),
  textEn: orNull(text),
  timeoutSeconds: number,
  by: orNull(words(['operator', 'command'] as const)),
  command: orNull(text),
  on: orNull(words(['active', 'standby'] as const)),
  least: orNull(words(['ready', 'at-risk'] as const)),
  until: orNull(words(drillGoals)),
  goodSeconds: orNull(number),
});
const procedureParts = { id, titleZh: text, titleEn: text, standby: Type.Array(text), steps: Type.Array(step) };
export const procedures = Type.Unsafe<readonly WireDrillProcedure[]>(Type.Array(closed(procedureParts)));

const drillParts = {
  id,
  pairId: id,
  districtId: orNull(id),
  procedureId: id,
  titleZh: text,
  titleEn: text,
  state,
  from: time,
  to: time,
  reason: text,
  plannedBy: actor,
  plannedAt: time,
  proposalId: orNull(id),
  approval: orNull(closed({ by: actor, at: time })),
  startedAt: orNull(time),
  endedAt: orNull(time),
  step: orNull(count),
  may: Type.Array(words(['propose', 'cancel', 'begin', 'confirm', 'stop', 'fall-back'] as const), {
    description: 'What may be done with it now, by one who may operate',
  }),
  outcome: orNull(words(['completed', 'aborted'] as const)),
  deviations: Type.Array(messageText, {
    description: 'What was not as it should have been; also of one that completed',
  }),
  reportId: orNull(id),
};
export const pairDrills = Type.Unsafe<WirePage<WirePairDrill>>(
  pageSchema(closed(drillParts), 'Drills, the newest plan first'),
);

const against = closed(
  {
    least: orNull(number),
    most: orNull(number),
    target: number,
    verdict: words(['met', 'missed', 'unknown'] as const),
  },
  { description: 'An interval; met or missed only where the whole of it is on that side' },
);
export const pairDrill = Type.Unsafe<WirePairDrillDetail>(
  closed({
    ...drillParts,
    procedure: closed(procedureParts),
    steps: Type.Array(
      closed({
        index: count,
        kind,
        startedAt: time,
        endedAt: orNull(time),
        outcome: words(['running', 'done', 'failed', 'stopped'] as const),
        deadline: orNull(time),
        by: orNull(actor),
        note: text,
        said: orNull(messageText),
        output: orNull(
          closed({ command: text, deviceId: id, exitCode: orNull(Type.Integer()), text, cut: Type.Boolean() }),
        ),
      }),
    ),
    activeBefore: orNull(id),
    doubt: orNull(closed({ since: time, until: time })),
    abort: orNull(closed({ at: time, reason: messageText, by: orNull(actor), note: text })),
    leftAs: orNull(words(['untouched', 'fallen-back', 'left'] as const)),
    result: orNull(
      closed({
        takeoverIds: Type.Array(text),
        rtoSeconds: against,
        rpoSeconds: against,
        rpoBytes: against,
        probes: count,
        resolutionSeconds: orNull(number),
      }),
    ),
    pair: closed({
      word: readiness,
      score: orNull(number),
      observedAt: orNull(time),
      roles: Type.Array(closed({ deviceId: id, role: words(['active', 'standby', 'none', 'unknown'] as const) })),
    }),
  }),
);

export const dryRun = Type.Unsafe<WireDryRun>(
  closed({
    pairId: id,
    procedureId: id,
    at: time,
    word: readiness,
    score: orNull(number),
    ready: Type.Boolean(),
    steps: Type.Array(
      closed({ index: count, kind, outlook: words(['pass', 'fail', 'unknown'] as const), would: messageText }),
    ),
  }),
);

export const drillCalendar = Type.Unsafe<WireDrillCalendar>(
  closed({
    at: time,
    dueDays: number,
    pairs: Type.Array(
      closed({
        pairId: id,
        districtId: id,
        lastAt: orNull(time),
        dueAt: time,
        status: words(['overdue', 'due-soon', 'planned', 'fine'] as const),
        next: orNull(closed({ id, from: time, to: time, state })),
      }),
    ),
  }),
);

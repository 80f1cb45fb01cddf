/** What the ledger tells of one drill: read without trust, the same in the server and in every verifier. */
import type { Json, JsonObject, LedgerRecord } from '../../../ledger/verify/index.ts';
import type { ReportVerdict } from '../model.ts';

export interface DrillStepStory {
  readonly index: number;
  readonly kind: string;
  /** Since the drill began. */
  readonly afterSeconds: number;
  /** Null: its end is not on record. */
  readonly seconds: number | null;
  readonly outcome: 'done' | 'stopped' | 'unknown';
  readonly by: string | null;
  readonly exitCode: number | null;
  readonly said: JsonObject | undefined;
  /** Places of its records. */
  readonly records: readonly number[];
}

export interface MeasuredStory {
  readonly least: number | null;
  readonly most: number | null;
  readonly target: number;
  readonly verdict: 'met' | 'missed' | 'unknown';
}

export interface DrillStory {
  readonly drillId: string;
  readonly pairId: string;
  readonly procedure: string;
  readonly plannedBy: string | null;
  /** From the record of the approval; null: none is on record. */
  readonly approvedBy: string | null;
  /** Whether the pair keeps data that a takeover may lose. */
  readonly keepsData: boolean;
  readonly begunAt: string | null;
  readonly steps: readonly DrillStepStory[];
  readonly outcome: 'completed' | 'aborted' | 'unknown';
  readonly leftAs: string | null;
  readonly aborted: { readonly reason: JsonObject; readonly record: number } | undefined;
  readonly result:
    | {
        readonly rto: MeasuredStory;
        readonly rpo: MeasuredStory;
        readonly rpoBytes: MeasuredStory;
        readonly takeovers: number;
        readonly resolutionSeconds: number | null;
        readonly deviations: readonly JsonObject[];
        readonly record: number;
      }
    | undefined;
}

const dataEngines = ['postgresql', 'mysql', 'redis', 'drbd', 'pacemaker'];
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);
const userOf = (value: Json | undefined): string | null => (isObject(value) ? textOf(value.user) : null);
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** The story of a drill from its records, in the order of the ledger; records of others are passed over. */
export function drillStoryOf(drillId: string, records: readonly LedgerRecord[]): DrillStory {
  const own = records.filter(({ kind, subject }) => kind === 'drill' && subject === `drill ${drillId}`);
  const last = (...whats: readonly string[]) =>
    own.findLast(
      ({ body }) => body.drill === drillId && whats.includes(String(body.what)) && body.matter === undefined,
    );
  const planned = last('planned');
  const begun = last('begun');
  const end = last('completed', 'untouched', 'fallen-back', 'left');
  const stopped = last('aborted');
  const measured = last('result');
  const engines = listOf(planned?.body.standby);
  const begunAt = begun?.at ?? null;
  return {
    drillId,
    pairId: textOf(planned?.body.pair) ?? '',
    procedure: textOf(planned?.body.procedure) ?? '',
    plannedBy: userOf(planned?.body.plannedBy),
    approvedBy: userOf(last('approved')?.body.approvedBy),
    keepsData: engines.length === 0 || engines.some((engine) => dataEngines.includes(String(engine))),
    begunAt,
    steps: stepsOf(own, begunAt, stopped !== undefined),
    outcome: end === undefined ? 'unknown' : end.body.what === 'completed' ? 'completed' : 'aborted',
    leftAs: end === undefined || end.body.what === 'completed' ? null : String(end.body.what),
    aborted:
      stopped !== undefined && isObject(stopped.body.reason)
        ? { reason: stopped.body.reason, record: stopped.seq }
        : undefined,
    result: measured === undefined ? undefined : resultOf(measured),
  };
}

function stepsOf(own: readonly LedgerRecord[], begunAt: string | null, isStopped: boolean): readonly DrillStepStory[] {
  const steps: DrillStepStory[] = [];
  for (const { seq, body } of own) {
    const index = numberOf(body.step);
    const startedAt = textOf(body.startedAt);
    if (index === null || startedAt === null) continue;
    const endedAt = textOf(body.endedAt);
    const before = steps.find((step) => step.index === index);
    const step: DrillStepStory = {
      index,
      kind: textOf(body.kind) ?? '',
      afterSeconds: begunAt === null ? 0 : (Date.parse(startedAt) - Date.parse(begunAt)) / 1000,
      seconds: endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
      outcome: body.what === 'step-done' ? 'done' : (before?.outcome ?? (isStopped ? 'stopped' : 'unknown')),
      by: userOf(body.by),
      exitCode: numberOf(body.exitCode),
      said: isObject(body.said) ? body.said : undefined,
      records: [...(before?.records ?? []), seq],
    };
    if (before === undefined) steps.push(step);
    else steps[steps.indexOf(before)] = step;
  }
  return steps.sort((one, other) => one.index - other.index);
}

function resultOf({ seq, body }: LedgerRecord): NonNullable<DrillStory['result']> {
  const resolutionMs = numberOf(body.resolutionMs);
  return {
    rto: measuredOf(body.rtoMs, 1000),
    rpo: measuredOf(body.rpoMs, 1000),
    rpoBytes: measuredOf(body.rpoBytes, 1),
    takeovers: listOf(body.takeovers).length,
    resolutionSeconds: resolutionMs === null ? null : resolutionMs / 1000,
    deviations: listOf(body.deviations).filter(isObject),
    record: seq,
  };
}

/** On which side of its target an interval lies is decided here, not believed. */
function measuredOf(value: Json | undefined, unit: number): MeasuredStory {
  const of = isObject(value) ? value : {};
  const [least, most, target] = [numberOf(of.least), numberOf(of.most), numberOf(of.target) ?? 0];
  const isMissed = least !== null && least > target;
  const verdict = most !== null && most <= target ? 'met' : isMissed ? 'missed' : 'unknown';
  return {
    least: least === null ? null : least / unit,
    most: most === null ? null : most / unit,
    target: target / unit,
    verdict,
  };
}

/**
 * What a drill proved. It passes only when it ran to its end as planned, approved by a second person, and everything that counts
 * was measured and met; one that was stopped before anything was done proves nothing either way.
 */
export function drillVerdictOf(story: DrillStory): ReportVerdict {
  const { outcome, leftAs, result, keepsData, approvedBy, plannedBy } = story;
  if (outcome === 'unknown' || result === undefined) return 'unknown';
  if (outcome === 'aborted') return leftAs === 'untouched' ? 'unknown' : 'fail';
  const counted = keepsData ? [result.rto, result.rpo, result.rpoBytes] : [result.rto];
  const isMissed = [result.rto, result.rpo, result.rpoBytes].some(({ verdict }) => verdict === 'missed');
  if (result.deviations.length > 0 || isMissed) return 'fail';
  const isFourEyes = approvedBy !== null && approvedBy !== plannedBy;
  // Of bytes and time one may not be told by the engine; that both are unknown is not enough.
  const isMet =
    result.rto.verdict === 'met' && (counted.length === 1 || counted.slice(1).some(({ verdict }) => verdict === 'met'));
  return isFourEyes && isMet ? 'pass' : 'unknown';
}

/** Ids and values of the head figures; texts hold no words, so that they are the same in every language. */
export function drillFiguresOf(story: DrillStory): readonly (readonly [string, number | string | null])[] {
  const { result } = story;
  const interval = (of: MeasuredStory | undefined): string | null =>
    of === undefined || of.least === null || of.most === null ? null : `${of.least}–${of.most} (≤ ${of.target})`;
  return [
    ['rto', interval(result?.rto)],
    ['rpo', interval(result?.rpo)],
    ['rpoBytes', interval(result?.rpoBytes)],
    ['resolution', result?.resolutionSeconds === undefined ? null : (result.resolutionSeconds?.toString() ?? null)],
    ['takeovers', result?.takeovers ?? null],
    ['steps', story.steps.length],
    ['plannedBy', story.plannedBy],
    ['approvedBy', story.approvedBy],
  ];
}

export const drillColumnIds = ['afterSeconds', 'seconds', 'by', 'exitCode', 'said'] as const;

/** Values of a step's row but for what was said, which has words. */
export function stepValues({
  afterSeconds,
  seconds,
  by,
  exitCode,
}: DrillStepStory): readonly (number | string | null)[] {
  return [afterSeconds, seconds, by, exitCode];
}

export function stepVerdictOf({ outcome }: DrillStepStory): ReportVerdict {
  return outcome === 'done' ? 'pass' : outcome === 'stopped' ? 'fail' : 'unknown';
}

/** Share of the steps that began whose end is on record. */
export function drillCoverageOf({ steps }: DrillStory): number {
  const over = steps.filter(({ outcome }) => outcome !== 'unknown').length;
  return steps.length === 0 ? 0 : over / steps.length;
}

/** What went otherwise than planned: why it was aborted, and each deviation. */
export function drillFindingsOf({
  aborted,
  result,
}: DrillStory): readonly { readonly said: JsonObject; readonly record: number }[] {
  return [
    ...(aborted === undefined ? [] : [{ said: aborted.reason, record: aborted.record }]),
    ...(result?.deviations ?? []).map((said) => ({ said, record: result?.record ?? 0 })),
  ];
}

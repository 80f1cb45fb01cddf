/** Restore drills of a period, one by one. Pure: the verifier reads the same out of the records and makes the same notes. */
import { type EpochMs, type Message, message, wallTime } from '../../../core/index.ts';
import type { LedgerRecord } from '../../../ledger/verify/index.ts';
import { reportBounds } from '../model.ts';

/** A drill that is over, as its record tells it. */
export interface RecordedDrill {
  readonly sequence: number;
  readonly dataSet: string;
  /** When it was over. */
  readonly at: EpochMs;
  /** `ended`: a person broke it off, and it says nothing of the backup. */
  readonly outcome: 'proven' | 'failed' | 'ended';
  readonly body: LedgerRecord['body'];
}

/** The drill of a record of any shape; undefined where it tells of none. */
export function drillIn({ kind, subject, seq, at: recordedAt, body }: LedgerRecord): RecordedDrill | undefined {
  if (kind !== 'drill' || body.what !== 'restore-drill' || !subject.startsWith('backup ')) return undefined;
  const told = typeof body.finishedAt === 'string' ? Date.parse(body.finishedAt) : Number.NaN;
  const outcome = body.ok === true ? 'proven' : body.abortedBy === undefined ? 'failed' : 'ended';
  const at = Number.isNaN(told) ? Date.parse(recordedAt) : told;
  return { sequence: seq, dataSet: subject.slice('backup '.length), at, outcome, body };
}

const none = '–';
const textOf = (value: unknown): string => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : none);
const countOf = (value: unknown): string | number => (typeof value === 'number' && value >= 0 ? value : none);
const minutesOf = (value: unknown): string | number =>
  typeof value === 'number' && value >= 0 ? Math.round(value / 6_000) / 10 : none;
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** What the report says of each: when, of what, with what result, the measured times against their targets, and the record. */
export function restoreNotes(
  drills: readonly RecordedDrill[],
  options: { readonly timeZone: string; readonly officeOf: (dataSet: string) => string },
): readonly Message[] {
  if (drills.length === 0) return [message('report.note.no-restores')];
  const lines = drills.slice(0, reportBounds.annexEntries).map(({ at, dataSet, outcome, sequence, body }) => {
    const about = {
      ...{ at: wallTime(at, options.timeZone), office: options.officeOf(dataSet), set: dataSet },
      ...{ repository: textOf(body.repositoryId), snapshot: textOf(body.snapshotId), record: sequence },
    };
    const by = fieldsOf(body.abortedBy).user;
    if (outcome === 'ended')
      return message('report.note.restore-ended', { ...about, by: textOf(by), reason: textOf(body.abortReason) });
    const { reason, said } = fieldsOf(body.fault);
    if (outcome === 'failed')
      return message('report.note.restore-failed', { ...about, fault: textOf(reason), said: textOf(said) });
    return message(`report.note.restore-${body.sampled === true ? 'sampled' : 'proven'}`, {
      ...{ ...about, level: countOf(body.level), files: countOf(body.files), compared: countOf(body.compared) },
      ...{ rto: minutesOf(body.rtoMs), rtoTarget: minutesOf(body.rtoTargetMs) },
      ...{ rpo: minutesOf(body.rpoMs), rpoTarget: minutesOf(body.rpoTargetMs) },
    });
  });
  const more = drills.length - lines.length;
  return more > 0 ? [...lines, message('report.note.more', { more })] : lines;
}

import type {
  WireRestoreCause,
  WireRestoreDrill,
  WireRestoreDue,
  WireRestoreResult,
} from '../../../../api/wire-restore.ts';
import { duration, withPrefix } from '../text/format.ts';
import type { TextKey, Words } from '../text/language.ts';

/** The most urgent first: the order of the filter. */
export const dueTexts = {
  never: 'dashboards.restores.due.never',
  overdue: 'dashboards.restores.due.overdue',
  soon: 'dashboards.restores.due.soon',
  met: 'dashboards.restores.due.met',
} as const satisfies Readonly<Record<WireRestoreDue, TextKey>>;

/** The chip's colour, as drills of pairs have it. */
export const dueClasses = {
  never: 'due-overdue',
  overdue: 'due-overdue',
  soon: 'due-due-soon',
  met: 'due-planned',
} as const satisfies Readonly<Record<WireRestoreDue, string>>;

const phaseTexts = {
  restoring: 'dashboards.restores.phase.restoring',
  verifying: 'dashboards.restores.phase.verifying',
} as const satisfies Readonly<Record<'restoring' | 'verifying', TextKey>>;

export const restorePath = (dataSetId: string): string => `/restore-drills/${encodeURIComponent(dataSetId)}`;

/** What is under way with it: runs (how far), waits for its turn, waits for a person; empty where nothing is. */
export function nowText(drill: WireRestoreDrill, now: number, t: Words): string {
  const { state, startedAt, progress, proposal } = drill;
  if (state === 'running') {
    const phase = t(progress === null ? 'dashboards.restores.phase.beginning' : phaseTexts[progress.phase]);
    const size = progress === null ? '' : ` · ${withPrefix(progress.bytes, 'B')}`;
    const since = startedAt === null ? '' : ` · ${duration(now - Date.parse(startedAt), t.language)}`;
    return `${phase}${size}${since}`;
  }
  if (state === 'waiting') return t('dashboards.restores.waiting');
  return proposal === null ? '' : t('dashboards.restores.proposed', { user: proposal.proposedBy.user });
}

/** `L4`, the reason of a failure, or that a person ended it. */
export function resultText(result: WireRestoreResult, t: Words): string {
  if (result.aborted !== null) return t('dashboards.restores.aborted');
  if (!result.ok) return result.fault === null ? t('dashboards.restores.failed') : t.message(result.fault.text);
  return `${t('dashboards.restores.passed')} L${result.level ?? '–'}`;
}

export const resultWord = ({ ok, aborted }: WireRestoreResult): 'ok' | 'failed' | 'aborted' =>
  aborted === null ? (ok ? 'ok' : 'failed') : 'aborted';

/** Who wanted it. */
export function causeText({ kind, proposedBy, approvedBy, reason }: WireRestoreCause, t: Words): string {
  if (kind === 'schedule') return t('dashboards.restores.by-schedule');
  return t('dashboards.restores.by-persons', {
    proposed: proposedBy?.user ?? '–',
    approved: approvedBy?.user ?? '–',
    reason: reason ?? '',
  });
}

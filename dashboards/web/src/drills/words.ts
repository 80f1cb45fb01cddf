import type {
  WireDrillCalendar,
  WireDrillRun,
  WireDrillState,
  WireDrillStepKind,
} from '../../../../api/wire-drills.ts';
import type { TextKey, Words } from '../text/language.ts';

/** A state and a kind of step have one name, the server's. */
export const stateText = (state: WireDrillState, t: Words): string => t.message({ key: `drill.state.${state}` });
export const stepText = (kind: WireDrillStepKind, t: Words): string => t.message({ key: `drill.step.${kind}` });

export const outcomeTexts: Readonly<Record<WireDrillRun['outcome'], TextKey>> = {
  running: 'dashboards.drills.outcome.running',
  done: 'dashboards.drills.outcome.done',
  failed: 'dashboards.drills.outcome.failed',
  stopped: 'dashboards.drills.outcome.stopped',
};

export const dueTexts: Readonly<Record<WireDrillCalendar['pairs'][number]['status'], TextKey>> = {
  overdue: 'dashboards.drills.due.overdue',
  'due-soon': 'dashboards.drills.due.soon',
  planned: 'dashboards.drills.due.planned',
  fine: 'dashboards.drills.due.fine',
};

export const outlookTexts = {
  pass: 'dashboards.drills.outlook.pass',
  fail: 'dashboards.drills.outlook.fail',
  unknown: 'dashboards.drills.outlook.unknown',
} as const satisfies Readonly<Record<string, TextKey>>;

export const againstTexts = {
  met: 'dashboards.drills.target.met',
  missed: 'dashboards.drills.target.missed',
  unknown: 'dashboards.drills.target.unknown',
} as const satisfies Readonly<Record<string, TextKey>>;

export const leftTexts = {
  untouched: 'dashboards.drills.left.untouched',
  'fallen-back': 'dashboards.drills.left.fallen-back',
  left: 'dashboards.drills.left.left',
} as const satisfies Readonly<Record<string, TextKey>>;

/** Title of a drill or of a procedure in the reader's language. */
export function titleOf(
  { titleZh, titleEn }: { readonly titleZh: string; readonly titleEn: string },
  t: Words,
): string {
  return t.language === 'en' ? titleEn : titleZh;
}

import type { WireState } from '../../../../api/wire.ts';
import type { WireBackupVerdict, WireDayWord } from '../../../../api/wire-backups.ts';
import type { TextKey } from '../text/language.ts';

/** The worst first: the order of legends and bars. */
export const backupVerdicts = ['fail', 'unknown', 'pass'] as const satisfies readonly WireBackupVerdict[];

export const verdictTexts: Readonly<Record<WireBackupVerdict, TextKey>> = {
  pass: 'dashboards.backups.verdict.pass',
  fail: 'dashboards.backups.verdict.fail',
  unknown: 'dashboards.backups.verdict.unknown',
};

/** Of a single check, a repository, a part of 3-2-1-1-0. */
export const checkTexts: Readonly<Record<WireBackupVerdict, TextKey>> = {
  pass: 'dashboards.backups.check.pass',
  fail: 'dashboards.backups.check.fail',
  unknown: 'dashboards.backups.check.unknown',
};

const states: Readonly<Record<WireBackupVerdict, WireState>> = { pass: 'up', fail: 'down', unknown: 'unknown' };

/** Shape and colour of a verdict: those that the wall has for states. */
export function stateOfVerdict(verdict: WireBackupVerdict): WireState {
  return states[verdict];
}

/** What is true, false, or cannot be told. */
export function verdictOfTruth(truth: boolean | null): WireBackupVerdict {
  return truth === null ? 'unknown' : truth ? 'pass' : 'fail';
}

/** Worst first, as a legend tells them. */
export const dayTexts: Readonly<Record<WireDayWord, TextKey>> = {
  missed: 'dashboards.backups.day.missed',
  'no-look': 'dashboards.backups.day.no-look',
  'backed-up': 'dashboards.backups.day.backed-up',
  free: 'dashboards.backups.day.free',
  pending: 'dashboards.backups.day.pending',
  'not-declared': 'dashboards.backups.day.not-declared',
};
export const dayWords = Object.keys(dayTexts) as readonly WireDayWord[];

export const officePath = (id: string): string => `/backups/offices/${encodeURIComponent(id)}`;
export const repositoryPath = (id: string): string => `/backups/repositories/${encodeURIComponent(id)}`;

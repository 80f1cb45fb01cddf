/** What holds of a condition wherever it is found. */
import type { ConditionName, Severity } from './incident.ts';

/** Conditions whose root hides what is behind it. */
export function suppresses(condition: ConditionName): boolean {
  return condition === 'link-down' || condition === 'device-unreachable';
}

/** What is wrong with a backup is so whether its office can be reached or not; what another system says ends when that system says so. */
export function neverFolded(condition: ConditionName): boolean {
  return condition === 'backup-failing' || condition === 'foreign-alert';
}

/** Where the condition alone decides; the others are as bad as what they cut off. */
export const severities: Readonly<Partial<Record<ConditionName, Severity>>> = {
  'high-error-rate': 'minor',
  'high-utilisation': 'minor',
  'device-rebooted': 'info',
  'poll-gap': 'minor',
  'ledger-tampered': 'critical',
  'items-escalated': 'major',
};

const mildestFirst: readonly Severity[] = ['info', 'minor', 'major', 'critical'];

export function worseOf(a: Severity, b: Severity): Severity {
  return mildestFirst.indexOf(a) > mildestFirst.indexOf(b) ? a : b;
}

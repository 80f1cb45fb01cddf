import type { TextKey, Words } from './language.ts';

const values: Readonly<Record<string, TextKey>> = {
  answered: 'dashboards.evidence.answered',
  partial: 'dashboards.evidence.partial',
  silent: 'dashboards.evidence.silent',
  refused: 'dashboards.evidence.refused',
  up: 'dashboards.state.up',
  down: 'dashboards.state.down',
  'admin down': 'dashboards.interface.shut',
};

const endings = [
  [' operStatus', 'dashboards.evidence.status'],
  [' errors', 'dashboards.evidence.errors'],
] as const satisfies readonly (readonly [string, TextKey])[];

/** What was looked at, in words: `wan1 operStatus` is the status of a port. What the page does not know stays raw. */
export function evidenceText(t: Words, what: string): string {
  if (what === 'poll') return t('dashboards.evidence.poll');
  for (const [ending, key] of endings)
    if (what.endsWith(ending)) return t(key, { name: what.slice(0, -ending.length) });
  return what;
}

/** What was seen, in words; figures and words that the page does not know stay raw. */
export function evidenceValue(t: Words, value: string): string {
  const key = values[value];
  return key === undefined ? value : t(key);
}

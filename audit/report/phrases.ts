import type { Finding, Report, ReportVerdict, TimelineState } from './model.ts';
import type { Words } from './words.ts';

/** Words of the timeline, the least first: what stands later is drawn over what stands before. */
const states: Readonly<Partial<Record<Report['kind'], readonly TimelineState[]>>> = {
  isolation: ['isolated', 'unknown', 'violated'],
  backup: ['covered', 'unknown', 'uncovered'],
};
const uptimeStates: readonly TimelineState[] = ['up', 'unknown', 'degraded', 'maintenance', 'down'];

export function statesOf({ kind }: Pick<Report, 'kind'>): readonly TimelineState[] {
  return states[kind] ?? uptimeStates;
}

/**
 * Whether a report has exceptions, changes since the one before, and terminals: a drill is one event and has none, a closed
 * assessment stays as it is, and what is published tells none.
 */
export function isOfPeriod({ kind }: Pick<Report, 'kind'>): boolean {
  return kind !== 'drill' && kind !== 'bulletin' && kind !== 'assessment';
}

/** Whether it lists what happened one by one: what is published does not. */
export function hasFindings({ kind }: Pick<Report, 'kind'>): boolean {
  return kind !== 'bulletin';
}

/** The state that is a mark that can be seen, however short it was. */
export function isBad(state: TimelineState): boolean {
  return state === 'down' || state === 'violated' || state === 'uncovered';
}

/** Words that differ by kind: an outage there is a violation here. */
export function phrase(
  { kind }: Pick<Report, 'kind'>,
  key: 'section.findings' | 'section.findings.none' | 'label.duration',
  words: Words,
): string {
  const own = kind === 'isolation' || kind === 'drill' || kind === 'backup' || kind === 'assessment';
  return words.label(own ? `report.${kind}.${key}` : `report.${key}`);
}

/** Of an assessment a verdict says whether it adds up, and never that an office did well. */
export function verdictText({ kind }: Pick<Report, 'kind'>, verdict: ReportVerdict, words: Words): string {
  return words.label(kind === 'assessment' ? `report.assessment.verdict.${verdict}` : `report.verdict.${verdict}`);
}

/** What a finding says beside its reason: the check with its severity, and the rows as devices told them. */
export function rowLines({ rows = [], rowCount = 0 }: Finding, words: Words): readonly string[] {
  const lines = rows.map(({ deviceId, oid, value, severity, text }) => {
    const raw = oid === null ? value : `${oid} = ${value}`;
    return [severity, deviceId, text.text, raw].filter((part) => part !== null && part !== '').join(' · ');
  });
  const more = rowCount - rows.length;
  return more > 0 ? [...lines, words.label('report.isolation.more-rows', { more })] : lines;
}

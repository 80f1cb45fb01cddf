import type { EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { KeptTerminal } from '../custody/kept.ts';
import type { Interval } from '../intervals.ts';
import { type Finding, type Report, type ReportEvidence, type ReportHead, reportBounds } from './model.ts';
import { cityName, type ScopeWish, scopeName } from './uptime/scope.ts';
import type { Words } from './words.ts';

/** What every report is made with, whatever it is about. */
export interface ReportInput {
  readonly city: City;
  readonly scope: ScopeWish;
  readonly period: Interval;
  readonly timeZone: string;
  readonly language: Report['language'];
  readonly pollPeriodSeconds: number;
  readonly staleAfterSeconds: number;
  readonly evidence: Omit<ReportEvidence, 'staleAfterSeconds'>;
  readonly id: string;
  readonly madeAt: EpochMs;
  readonly madeBy: string;
  readonly version: string;
  /** The report before this one on the same kind and scope. */
  readonly previous: Report | undefined;
  readonly head: ReportHead | null;
  /** Terminals as the register had them at the end of the period; empty where none is kept. */
  readonly register: ReadonlyMap<string, KeptTerminal>;
}

/** UTC, ISO 8601. */
export const iso = (at: EpochMs): string => new Date(at).toISOString();

/** What stands on every report: which it is, of what and when, and by whom. */
export function frameOf(kind: Report['kind'], input: ReportInput, words: Words) {
  const { city, scope, period, timeZone, language } = input;
  const name = scopeName(city, scope, language);
  return {
    format: 'fangzhou-report/1',
    kind,
    id: input.id,
    language,
    title: words.label(`report.title.${kind}`, { scope: name }),
    city: { id: city.id, name: cityName(city, language) },
    scope: { ...scope, name },
    period: { from: iso(period.from), to: iso(period.to), timeZone },
    madeAt: iso(input.madeAt),
    madeBy: input.madeBy,
    product: { name: 'Fangzhou 方舟', version: input.version },
  } as const;
}

/** As many findings as a report holds, and how many more there are. */
export function boundedFindings(findings: readonly Finding[]): Pick<Report, 'findings' | 'findingsLeftOut'> {
  return {
    findings: findings.slice(0, reportBounds.findings),
    findingsLeftOut: Math.max(0, findings.length - reportBounds.findings),
  };
}

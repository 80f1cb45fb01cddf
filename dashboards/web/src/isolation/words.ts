import type { WireState } from '../../../../api/wire.ts';
import type { WireCheckSeverity, WireCheckVerdict, WireIsolationWord } from '../../../../api/wire-isolation.ts';
import type { WirePairSeverity } from '../../../../api/wire-pairs.ts';
import type { TextKey } from '../text/language.ts';

export const wordTexts: Readonly<Record<WireIsolationWord, TextKey>> = {
  isolated: 'dashboards.isolation.isolated',
  violated: 'dashboards.isolation.violated',
  unknown: 'dashboards.isolation.unknown',
};

export const verdictTexts: Readonly<Record<WireCheckVerdict | 'not-applicable', TextKey>> = {
  pass: 'dashboards.isolation.verdict.pass',
  fail: 'dashboards.isolation.verdict.fail',
  unknown: 'dashboards.isolation.verdict.unknown',
  waived: 'dashboards.isolation.verdict.waived',
  'not-offered': 'dashboards.isolation.verdict.not-offered',
  'not-applicable': 'dashboards.isolation.verdict.not-applicable',
};

export const severityTexts: Readonly<Record<WireCheckSeverity, TextKey>> = {
  S1: 'dashboards.isolation.severity.S1',
  S2: 'dashboards.isolation.severity.S2',
  S3: 'dashboards.isolation.severity.S3',
};

/** The worst first: the order of legends and bars. */
export const isolationWords = ['violated', 'unknown', 'isolated'] as const satisfies readonly WireIsolationWord[];

const states: Readonly<Record<WireIsolationWord, WireState>> = {
  isolated: 'up',
  violated: 'down',
  unknown: 'unknown',
};

/** Shape and colour of a word: those that the wall has for states. */
export function stateOfWord(word: WireIsolationWord): WireState {
  return states[word];
}

/** Shape and colour of a check, of isolation or of a pair; undefined for one that counts neither for nor against. */
export function stateOfVerdict(
  verdict: WireCheckVerdict,
  severity: WireCheckSeverity | WirePairSeverity,
): WireState | undefined {
  switch (verdict) {
    case 'pass':
      return 'up';
    case 'fail':
      return severity === 'S3' || severity === 'P3' ? 'degraded' : 'down';
    case 'waived':
      return 'degraded';
    case 'unknown':
      return 'unknown';
    case 'not-offered':
      return undefined;
  }
}

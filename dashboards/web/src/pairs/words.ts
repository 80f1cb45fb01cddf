import type { WireState } from '../../../../api/wire.ts';
import type { WirePair, WirePairMember, WirePairSeverity, WirePairWord } from '../../../../api/wire-pairs.ts';
import type { TextKey, Words } from '../text/language.ts';
import type { Agreement, Vantage } from './sight.ts';

export const wordTexts: Readonly<Record<WirePairWord, TextKey>> = {
  ready: 'dashboards.pairs.word.ready',
  'at-risk': 'dashboards.pairs.word.at-risk',
  'not-ready': 'dashboards.pairs.word.not-ready',
  unknown: 'dashboards.pairs.word.unknown',
};

export const stateOfWord: Readonly<Record<WirePairWord, WireState>> = {
  ready: 'up',
  'at-risk': 'degraded',
  'not-ready': 'down',
  unknown: 'unknown',
};

/** The worst first: the order of districts and pairs. */
export const wordOrder: readonly WirePairWord[] = ['not-ready', 'at-risk', 'unknown', 'ready'];

export const roleTexts: Readonly<Record<WirePairMember['role'], TextKey>> = {
  active: 'dashboards.pairs.role.active',
  standby: 'dashboards.pairs.role.standby',
  none: 'dashboards.pairs.role.none',
  unknown: 'dashboards.pairs.role.unknown',
};

export const kindTexts: Readonly<Record<WirePair['role'], TextKey>> = {
  app: 'dashboards.pairs.kind.app',
  db: 'dashboards.pairs.kind.db',
};

export const vantageTexts: Readonly<Record<Vantage, TextKey>> = {
  role: 'dashboards.pairs.vantage.role',
  address: 'dashboards.pairs.vantage.address',
  answer: 'dashboards.pairs.vantage.answer',
};

export const agreementTexts: Readonly<Record<Agreement, TextKey>> = {
  one: 'dashboards.pairs.agreement.one',
  several: 'dashboards.pairs.agreement.several',
  nobody: 'dashboards.pairs.agreement.nobody',
  unknown: 'dashboards.pairs.agreement.unknown',
};

export const stateOfAgreement: Readonly<Record<Agreement, WireState>> = {
  one: 'up',
  several: 'down',
  nobody: 'down',
  unknown: 'unknown',
};

export const severityTexts: Readonly<Record<WirePairSeverity, TextKey>> = {
  P1: 'dashboards.pairs.severity.P1',
  P2: 'dashboards.pairs.severity.P2',
  P3: 'dashboards.pairs.severity.P3',
};

export const outcomeTexts = {
  answered: 'dashboards.pairs.outcome.answered',
  absent: 'dashboards.pairs.outcome.absent',
  refused: 'dashboards.pairs.outcome.refused',
  silent: 'dashboards.pairs.outcome.silent',
  malformed: 'dashboards.pairs.outcome.malformed',
} as const satisfies Readonly<Record<string, TextKey>>;

const engines: Readonly<Record<string, string>> = {
  vrrp: 'VRRP',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  redis: 'Redis',
  pacemaker: 'Pacemaker',
  patroni: 'Patroni',
  drbd: 'DRBD',
};

/** An engine by its own name, a pair without one in words; one that the page does not know shows as it is declared. */
export function engineName(standby: string, t: Words): string {
  if (standby === 'utm-ha') return t('dashboards.pairs.engine.utm-ha');
  if (standby === 'generic') return t('dashboards.pairs.engine.generic');
  return engines[standby] ?? standby;
}

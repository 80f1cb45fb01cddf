import type { WireLedger } from '../../../../api/wire.ts';
import type { TextKey } from './language.ts';

/** What each kind of record is called, in the order of a filter. */
export const recordKindTexts = {
  heartbeat: 'dashboards.ledger.kind.heartbeat',
  'state-change': 'dashboards.ledger.kind.state-change',
  incident: 'dashboards.ledger.kind.incident',
  acknowledgement: 'dashboards.ledger.kind.acknowledgement',
  'configuration-change': 'dashboards.ledger.kind.configuration-change',
  'inventory-change': 'dashboards.ledger.kind.inventory-change',
  login: 'dashboards.ledger.kind.login',
  report: 'dashboards.ledger.kind.report',
  'key-change': 'dashboards.ledger.kind.key-change',
  witness: 'dashboards.ledger.kind.witness',
  gap: 'dashboards.ledger.kind.gap',
  start: 'dashboards.ledger.kind.start',
  stop: 'dashboards.ledger.kind.stop',
  declaration: 'dashboards.ledger.kind.declaration',
  evidence: 'dashboards.ledger.kind.evidence',
  verdict: 'dashboards.ledger.kind.verdict',
  waiver: 'dashboards.ledger.kind.waiver',
  probe: 'dashboards.ledger.kind.probe',
  drill: 'dashboards.ledger.kind.drill',
  terminal: 'dashboards.ledger.kind.terminal',
  'stock-take': 'dashboards.ledger.kind.stock-take',
  backup: 'dashboards.ledger.kind.backup',
  failover: 'dashboards.ledger.kind.failover',
  'open-item': 'dashboards.ledger.kind.open-item',
  assessment: 'dashboards.ledger.kind.assessment',
} as const satisfies Readonly<Record<string, TextKey>>;

/** A kind that these pages do not know yet shows as itself. */
export function recordKindText(kind: string, say: (key: TextKey) => string): string {
  const key = (recordKindTexts as Readonly<Record<string, TextKey | undefined>>)[kind];
  return key === undefined ? kind : say(key);
}

/** How the ledger is, in words and in the colour of a state. */
export const conditionTexts: Readonly<Record<WireLedger['condition'], readonly [TextKey, 'up' | 'degraded' | 'down']>> =
  {
    sound: ['dashboards.ledger.condition.sound', 'up'],
    failing: ['dashboards.ledger.condition.failing', 'degraded'],
    tampered: ['dashboards.ledger.condition.tampered', 'down'],
    stopped: ['dashboards.ledger.condition.stopped', 'down'],
  };

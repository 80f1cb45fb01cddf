/** What the auditor's page looks for, as it stands in the address. */
export interface AuditFilter {
  readonly place: string;
  readonly check: string;
  /** Kind of record. */
  readonly kind: string;
  /** Days, `2026-10-01`; both belong to the period. */
  readonly from: string;
  readonly to: string;
}

/** Kinds of records that tell of isolation. */
export const isolationKinds = [
  'verdict',
  'evidence',
  'waiver',
  'declaration',
  'probe',
  'drill',
  'stock-take',
  'terminal',
] as const;

export function filterOf(search: string): AuditFilter {
  const query = new URLSearchParams(search);
  const of = (name: string): string => query.get(name) ?? '';
  return { place: of('place'), check: of('check'), kind: of('kind') || 'verdict', from: of('from'), to: of('to') };
}

export function recordsPath(filter: Partial<AuditFilter>): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  return `/audit${query.size === 0 ? '' : `?${query}`}`;
}

/** What the ledger is asked. A check stands in its record as canonical JSON spells it. */
export function ledgerQueryOf({ place, check, kind, from, to }: AuditFilter): {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
} {
  const about = place !== '' && (kind === 'verdict' || kind === 'waiver');
  const name = kind === 'waiver' ? 'checkId' : 'check';
  const spelt = check !== '' && (kind === 'verdict' || kind === 'waiver') ? `"${name}":${JSON.stringify(check)}` : '';
  return {
    kind,
    subject: about ? `isolation ${place}` : '',
    // Other kinds have other subjects: there a place is looked for anywhere in the record.
    text: spelt !== '' ? spelt : about ? '' : place,
    from: instantOf(from, 0),
    to: instantOf(to, 1),
  };
}

/** Midnight of the reader's own zone; of the day after for an end that includes its day. */
function instantOf(day: string, later: 0 | 1): string {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined) return '';
  return new Date(Number(year), Number(month) - 1, Number(date) + later).toISOString();
}

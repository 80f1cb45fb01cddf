/** Circuits held against their contracts: a row for each month of each, and one for each outage in it. */
import { message } from '../../../core/index.ts';
import type { Contract } from '../../../inventory/index.ts';
import { type ContractMonth, contractMonths } from '../../availability/contract.ts';
import type { StateSpan } from '../../availability/model.ts';
import type { Interval } from '../../intervals.ts';
import { iso } from '../frame.ts';
import type { Column, ReportTable, TableRow, Unit } from '../model.ts';
import type { Words } from '../words.ts';

/** A link with its contract and what became of it. */
export interface ContractedLink {
  readonly linkId: string;
  readonly contract: Contract;
  readonly spans: readonly StateSpan[];
  readonly maintenance: readonly Interval[];
}

type Value = number | string | null;
type Reading<Of> = readonly [id: string, unit: Unit, main: boolean, read: (of: Of) => Value];

interface OfMonth {
  readonly contract: Contract;
  readonly month: ContractMonth;
}
interface OfOutage extends OfMonth {
  readonly outage: ContractMonth['outages'][number];
}

/** `60.02 CNY` */
function money(cents: number, currency: string): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')} ${currency}`;
}

const monthReadings: readonly Reading<OfMonth>[] = [
  ['contract.carrier', 'text', true, ({ contract }) => contract.carrier],
  ['contract.month', 'text', true, ({ month }) => (month.isWhole ? month.month : `${month.month} *`)],
  ['contract.promised', 'ratio', true, ({ contract }) => contract.availability],
  ['contract.availability', 'ratio', true, ({ month }) => month.availability],
  ['contract.outages', 'count', false, ({ month }) => month.outages.length],
  ['contract.downSeconds', 'seconds', true, ({ month }) => month.downMs / 1000],
  ['contract.allowedSeconds', 'seconds', false, ({ month }) => month.allowedMs / 1000],
  ['contract.beyondSeconds', 'seconds', true, ({ month }) => month.beyondMs / 1000],
  ['contract.unknownSeconds', 'seconds', false, ({ month }) => month.unknownMs / 1000],
  ['contract.maintenanceSeconds', 'seconds', false, ({ month }) => month.maintenanceMs / 1000],
  ['contract.fee', 'text', false, ({ contract }) => money(contract.monthlyFeeCents, contract.currency)],
  ['contract.creditShare', 'ratio', false, ({ month }) => month.creditShare],
  ['contract.credit', 'text', true, ({ contract, month }) => money(month.creditCents, contract.currency)],
];

const outageReadings: readonly Reading<OfOutage>[] = [
  ['contract.month', 'text', true, ({ month }) => month.month],
  ['contract.from', 'time', true, ({ outage }) => iso(outage.from)],
  ['contract.to', 'time', true, ({ outage }) => (outage.to === undefined ? null : iso(outage.to))],
  ['contract.downSeconds', 'seconds', true, ({ outage }) => outage.downMs / 1000],
  ['contract.beyondSeconds', 'seconds', true, ({ outage }) => outage.beyondMs / 1000],
];

/** A row without its words; the verifier makes the same from the evidence and the terms. */
export interface ContractRow {
  readonly id: string;
  readonly linkId: string;
  readonly verdict: TableRow['verdict'];
  readonly values: readonly Value[];
}

export interface ContractRows {
  readonly contracts: readonly ContractRow[];
  readonly outages: readonly ContractRow[];
}

export function contractRows(links: readonly ContractedLink[], period: Interval, timeZone: string): ContractRows {
  const contracts: ContractRow[] = [];
  const outages: ContractRow[] = [];
  for (const { linkId, contract, spans, maintenance } of links) {
    for (const month of contractMonths({ contract, period, timeZone, spans, maintenance })) {
      const of = { contract, month };
      const id = `${linkId}/${month.month}`;
      contracts.push({ id, linkId, verdict: month.verdict, values: monthReadings.map(([, , , read]) => read(of)) });
      for (const [index, outage] of month.outages.entries()) {
        outages.push({
          id: `${id}/${index + 1}`,
          linkId,
          verdict: outage.beyondMs > 0 ? 'fail' : 'pass',
          values: outageReadings.map(([, , , read]) => read({ ...of, outage })),
        });
      }
    }
  }
  return { contracts, outages };
}

/** Ids of the columns of both tables, as the verifier wants them. */
export const contractColumnIds = {
  contracts: monthReadings.map(([id]) => id),
  'contract-outages': outageReadings.map(([id]) => id),
} as const;

/** Both tables; none where no link has a contract. @param nameOf what a link is called */
export function contractTables(
  { contracts, outages }: ContractRows,
  nameOf: (linkId: string) => string,
  words: Words,
): readonly ReportTable[] {
  const columns = (readings: readonly Reading<never>[]): readonly Column[] =>
    readings.map(([id, unit, main]) => ({ id, unit, main, name: words.tell(message(`report.column.${id}`)) }));
  const table = (id: 'contracts' | 'contract-outages', rows: readonly ContractRow[]): ReportTable => ({
    id,
    title: words.tell(message(`report.table.${id}`)),
    columns: columns(id === 'contracts' ? monthReadings : outageReadings),
    rows: rows.map(
      (row): TableRow => ({
        element: { kind: id === 'contracts' ? 'contract' : 'contract-outage', id: row.id, name: nameOf(row.linkId) },
        verdict: row.verdict,
        values: row.values,
        timeline: [],
      }),
    ),
  });
  return [table('contracts', contracts), table('contract-outages', outages)].filter(({ rows }) => rows.length > 0);
}

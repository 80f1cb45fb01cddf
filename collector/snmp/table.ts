import type { Clock } from '../../core/index.ts';
import { defaultAnswerOctets, type SizeTold } from '../discipline/answer-size.ts';
import type { FaultReason, PollFault } from '../observation.ts';
import type { PackedResult, SnmpResult, SnmpSession } from './snmp-session.ts';
import { absorb, type ColumnProgress, type Row, startColumn } from './table-columns.ts';
import { firstPace, narrower, octetsPerVarbind, type Pace, unfragmented } from './table-pace.ts';
import { absorbPacked, nextName } from './wire/packed-columns.ts';
import { malformedFault } from './wire/wire-outcome.ts';

/** The most that one table may cost; beyond it what came is kept and the fault is `truncated-table`. */
export interface TableBounds {
  readonly rows: number;
  readonly octets: number;
  readonly requests: number;
  readonly durationMs: number;
}

export const defaultTableBounds: TableBounds = {
  rows: 200_000,
  octets: 128 << 20,
  requests: 20_000,
  durationMs: 60_000,
};

export interface TableRequest {
  readonly session: SnmpSession;
  readonly clock: Clock;
  /** The name that faults carry, `ifTable` for example. */
  readonly part: string;
  /** OIDs of the wanted columns, without a leading dot; they may belong to several tables with the same index. */
  readonly columns: readonly string[];
  /** Rows that an earlier poll, or ifNumber, lets us expect. */
  readonly expectedRows?: number | undefined;
  readonly maxRepetitions?: number | undefined;
  readonly answerOctets?: number | undefined;
  readonly bounds?: Partial<TableBounds> | undefined;
}

export interface TableReading {
  /** Index (the OID's tail after the column) to cells in the order of the wanted columns. */
  readonly rows: ReadonlyMap<string, Row>;
  /** Cells that each column gave. */
  readonly cells: readonly number[];
  /** Every column was read to its end. False: rows may be missing. */
  readonly complete: boolean;
  /** Why not, or why a column broke off; empty for a table that the agent simply does not have. */
  readonly faults: readonly PollFault[];
  /** Varbinds received. */
  readonly values: number;
  /** What it taught of the answers' size, for the next poll; undefined where it was not read to its end for other reasons. */
  readonly sizeTold: SizeTold | undefined;
}

/**
 * Reads a table with all wanted columns in one GETBULK (RFC 3416), asked on until every column has ended. Never throws;
 * whatever came before a fault is in `rows`.
 */
export async function readTable(request: TableRequest): Promise<TableReading> {
  const { session, part } = request;
  const bounds = { ...defaultTableBounds, ...request.bounds };
  const columns = request.columns.map(startColumn);
  const rows = new Map<string, Row>();
  const faults: PollFault[] = [];
  const endAt = request.clock.monotonicMs() + bounds.durationMs;
  const wide = firstPace({
    columns: columns.length,
    expectedRows: request.expectedRows,
    maxRepetitions: request.maxRepetitions ?? 50,
    answerOctets: request.answerOctets ?? defaultAnswerOctets,
  });
  let pace = wide;
  let open = columns;
  let requests = 0;
  let values = 0;
  let octets = 0;
  let fragmentsLost = false;
  let tooBig = false;
  const give = (reason: FaultReason, detail: string) => faults.push({ reason, part, detail });

  while (open.length > 0) {
    const spent = overBound(bounds, { rows: rows.size, octets, requests, late: request.clock.monotonicMs() > endAt });
    if (spent !== undefined) {
      give('truncated-table', `stopped at ${spent}; ${rows.size} rows kept`);
      break;
    }
    const asked = open.length > pace.width ? open.slice(0, pace.width) : open;
    const result = await ask(session, part, asked, pace);
    requests++;
    let next: Pace | undefined = pace;
    if (result.ok) {
      const absorbed =
        'packed' in result
          ? absorbPacked(result.packed, asked, rows, columns.length)
          : absorb(result.varbinds, asked, rows, columns.length);
      values += absorbed.values;
      octets += absorbed.values * octetsPerVarbind;
      if (absorbed.malformed !== undefined) {
        faults.push(malformedFault(absorbed.malformed, part));
        next = undefined;
      } else if (!absorbed.moved) {
        // Some agents answer a bulk that they cannot serve with nothing at all.
        next = narrower(pace);
        if (next === undefined) give('empty-response', 'the agent answers without a value');
      }
    } else {
      next = afterFault(result, asked, pace);
      fragmentsLost ||= result.fault.reason === 'timeout' && next !== undefined;
      tooBig ||= result.fault.reason === 'too-big';
      if (next === undefined) faults.push(result.fault);
      // A column that alone made the agent fail has been given up: the others get the wide request back.
      else if (asked.some((column) => column.ended)) next = fragmentsLost ? next : wide;
    }
    if (next === undefined) break;
    pace = next;
    open = open.filter((column) => !column.ended);
  }
  for (const reason of ['non-increasing-oid', 'general-error'] as const) {
    const broken = columns.filter((column) => column.broken === reason);
    if (broken.length > 0) give(reason, `column ${broken.map((column) => column.oid).join(', ')}`);
  }
  return {
    rows,
    cells: columns.map((column) => column.cells),
    complete: faults.length === 0,
    faults,
    values,
    sizeTold: fragmentsLost ? 'lost' : tooBig ? 'tooBig' : faults.length === 0 ? 'whole' : undefined,
  };
}

function ask(
  session: SnmpSession,
  part: string,
  asked: readonly ColumnProgress[],
  pace: Pace,
): Promise<SnmpResult | PackedResult> {
  if (session.askPacked !== undefined) {
    return session.askPacked(part, asked.map(nextName), pace.verb === 'next' ? undefined : pace.repetitions);
  }
  const cursors = asked.map((column) => column.cursor);
  return pace.verb === 'next' ? session.getNext(part, cursors) : session.getBulk(part, cursors, pace.repetitions);
}

/** What to ask after a fault, or undefined to stop; a column that the agent fails at ends here. */
function afterFault(
  { fault, errorIndex }: Extract<SnmpResult, { ok: false }>,
  asked: readonly ColumnProgress[],
  pace: Pace,
): Pace | undefined {
  if (fault.reason === 'timeout') return unfragmented(pace);
  if (fault.reason === 'too-big') return narrower(pace);
  if (fault.reason !== 'no-such-name' && fault.reason !== 'general-error') return undefined;
  const culprit = asked.length === 1 && pace.verb === 'next' ? asked[0] : asked[errorIndex - 1];
  if (culprit === undefined) return narrower(pace);
  culprit.ended = true;
  // In v1 noSuchName is how a column ends at the end of the MIB.
  if (fault.reason === 'general-error') culprit.broken = 'general-error';
  return pace;
}

function overBound(
  bounds: TableBounds,
  spent: { readonly rows: number; readonly octets: number; readonly requests: number; readonly late: boolean },
): string | undefined {
  if (spent.rows >= bounds.rows) return `${bounds.rows} rows`;
  if (spent.octets >= bounds.octets) return `${bounds.octets} octets`;
  if (spent.requests >= bounds.requests) return `${bounds.requests} requests`;
  return spent.late ? `${bounds.durationMs} ms` : undefined;
}

import { compareOids, type Row } from '../../../agent/index.ts';
import { isBelow, tableNamed, tableOids } from '../../../faults/violations/tables.ts';
import type { PlacedViolation } from '../../../faults/world.ts';

/** What an agent shows of its rows. */
export interface ToldRows {
  readonly rows: readonly Row[];
  /** Below these nothing is answered but that it may not be read. */
  readonly refused: readonly string[];
}

/** Of a cut table this share of the cells is told. */
const toldShare = 0.25;

/**
 * The rows without those of refused tables, and of each cut table the first quarter in the order of its OIDs, as from an
 * agent that gave up early: most columns are missing.
 */
export function toldRows(rows: readonly Row[], violations: readonly PlacedViolation[]): ToldRows {
  const rootsOf = (verb: PlacedViolation['verb']) =>
    violations.flatMap((each) => {
      const name = each.verb === verb ? tableNamed(each.detail) : undefined;
      return name === undefined ? [] : [tableOids[name]];
    });
  const [refused, cut] = [rootsOf('refuse-table'), rootsOf('truncate-table')];
  if (refused.length + cut.length === 0) return { rows, refused };
  const lost = new Set<Row>();
  for (const root of refused) for (const row of rows) if (isBelow(row.oid, root)) lost.add(row);
  for (const root of cut) {
    const inOrder = rows.filter(({ oid }) => isBelow(oid, root)).sort((one, other) => compareOids(one.oid, other.oid));
    for (const row of inOrder.slice(Math.ceil(inOrder.length * toldShare))) lost.add(row);
  }
  return { rows: rows.filter((row) => !lost.has(row)), refused };
}

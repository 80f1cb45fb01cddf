/** Checks that failed, as the reports of every audit that has checks show them. */
import { message } from '../../core/index.ts';
import { iso } from './frame.ts';
import { type CheckFigures, checkVerdictOf, type Violation } from './isolation/checks.ts';
import type { ElementName, Finding, ReportTable, TableRow } from './model.ts';
import type { Words } from './words.ts';

/** Which audit's checks these are: `isolation`, `backups`; its texts have a title of each. */
export type CheckedRoom = 'isolation' | 'backups';

const none: CheckFigures = { places: 0, failingPlaces: 0, failures: 0, failingMs: 0, waivedMs: 0, unknownMs: 0 };

/** Every check of the catalogue, also those that nobody could judge, and those that only the records know. */
export function checkTable(
  room: CheckedRoom,
  checks: {
    readonly catalogue: readonly string[];
    readonly figures: ReadonlyMap<string, CheckFigures>;
    readonly columns: ReportTable['columns'];
    readonly values: (figures: CheckFigures) => TableRow['values'];
  },
  words: Words,
): ReportTable {
  const { catalogue, figures, columns, values } = checks;
  const ids = [...new Set([...catalogue, ...figures.keys()])].sort();
  return {
    id: 'checks',
    title: words.tell(message('report.table.checks')),
    columns,
    rows: ids.map((id): TableRow => {
      const of = figures.get(id) ?? none;
      const element = { kind: 'check', id, name: words.label(`${room}.${id}.title`) };
      return { element, verdict: checkVerdictOf(of), values: values(of), timeline: [] };
    }),
  };
}

/** A violation with its number, of the element that it happened at. */
export function violationFinding(
  room: CheckedRoom,
  { checkId, severity, stretch, rows, rowCount, records }: Violation,
  { index, element }: { readonly index: number; readonly element: ElementName },
  words: Words,
): Finding {
  const { first, recovered, beganBefore, unknownMs, downMs } = stretch;
  const note = beganBefore ? 'before' : !recovered ? 'lasting' : unknownMs > 0 ? 'unseen' : 'seen';
  const params = {
    title: `key:${room}.${checkId}.title`,
    reason: words.tell(first.reason).text,
    unseen: Math.round(unknownMs / 1000),
  };
  return {
    id: `N${index + 1}`,
    element,
    from: iso(stretch.from),
    to: recovered ? iso(stretch.to) : null,
    seconds: downMs / 1000,
    what: words.tell(message(`report.violation.${note}`, params)),
    records,
    check: { id: checkId, severity },
    rows: rows.map(({ deviceId, oid, value, severity: of, text }) => ({
      deviceId: deviceId ?? null,
      oid: oid ?? null,
      value,
      severity: of,
      text: words.tell(text),
    })),
    rowCount,
  };
}

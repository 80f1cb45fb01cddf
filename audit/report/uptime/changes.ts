import { message } from '../../../core/index.ts';
import { type Report, type ReportTable, reportBounds, type Told } from '../model.ts';
import type { Words } from '../words.ts';

/** What is different from the report before on the same scope: verdicts, elements that came and went; in those tables that count. */
export function changesSince(
  previous: Report | undefined,
  now: Pick<Report, 'verdict' | 'tables'>,
  words: Words,
  counts: (table: ReportTable) => boolean = () => true,
): Report['changes'] {
  if (previous === undefined) return { since: null, entries: [] };
  const entries: Told[] = [];
  const add = (key: string, params: Record<string, string | number>): void =>
    void entries.push(words.tell(message(key, params)));
  const verdictKey = (verdict: Report['verdict']): string => `key:report.verdict.${verdict}`;
  if (previous.verdict !== now.verdict) {
    add('report.change.verdict', { before: verdictKey(previous.verdict), after: verdictKey(now.verdict) });
  }
  const rowsOf = (tables: Report['tables']) =>
    new Map(
      tables
        .filter(counts)
        .flatMap(({ rows }) => rows.map((row) => [`${row.element.kind} ${row.element.id}`, row] as const)),
    );
  const [before, after] = [rowsOf(previous.tables), rowsOf(now.tables)];
  for (const [key, row] of after) {
    const old = before.get(key);
    const element = `${row.element.id} ${row.element.name}`;
    if (old === undefined) add('report.change.new', { element });
    else if (old.verdict !== row.verdict) {
      add('report.change.element', { element, before: verdictKey(old.verdict), after: verdictKey(row.verdict) });
    }
  }
  for (const [key, row] of before) {
    if (!after.has(key)) add('report.change.gone', { element: `${row.element.id} ${row.element.name}` });
  }
  const shown = entries.slice(0, reportBounds.changes);
  const more = entries.length - shown.length;
  if (more > 0) shown.push(words.tell(message('report.change.more', { more })));
  return { since: previous.id, entries: shown };
}

/** Announced work as the ledger has it: what of it touches a report, and how it is told. */
import { message } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import { type Ledger, readRecord } from '../../../ledger/index.ts';
import type { Interval } from '../../intervals.ts';
import { type Cover, scopeKey } from '../../maintenance/cover.ts';
import { scopesIn } from '../../maintenance/excluded.ts';
import type { MaintenanceScope, MaintenanceWindow } from '../../maintenance/model.ts';
import { occurrencesOf } from '../../maintenance/occurrences.ts';
import { type MaintenanceEntry, windowsFrom } from '../../maintenance/records.ts';
import { iso } from '../frame.ts';
import type { ReportException } from '../model.ts';
import type { Words } from '../words.ts';
import { districtName, linkElement, pointName, serviceName } from './scope.ts';

/** A record of announced work. */
export interface MaintenanceRecord extends MaintenanceEntry {
  readonly index: number;
  readonly entry: Uint8Array;
}

/** Every record of announced work among the first `size`: a weekly window may be years old. Heartbeats are passed over by kind. */
export async function readMaintenance(
  ledger: Pick<Ledger, 'entries'>,
  size: number,
  altered: (index: number) => Error,
): Promise<readonly MaintenanceRecord[]> {
  const found: MaintenanceRecord[] = [];
  const mark = Buffer.from('"kind":"maintenance"');
  for await (const { index, entry, altered: isAltered } of ledger.entries(0, size, ['maintenance'])) {
    const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
    // What was altered elsewhere is told by whoever reads that part.
    if (!bytes.includes(mark)) continue;
    if (isAltered) throw altered(index);
    const read = readRecord(entry, index);
    if (read.ok && read.value.kind === 'maintenance') {
      found.push({ index, entry, at: Date.parse(read.value.at), body: read.value.body });
    }
  }
  return found;
}

/** The records of the windows that hold within a period and cover any of these elements. */
export function touching(
  records: readonly MaintenanceRecord[],
  {
    period,
    covers,
    timeZone,
  }: { readonly period: Interval; readonly covers: Iterable<Cover>; readonly timeZone: string },
): readonly MaintenanceRecord[] {
  const scopes = new Set([...covers].flatMap(scopesIn));
  const ids = new Set(
    windowsFrom(records)
      .filter((window) => window.scopes.some((scope) => scopes.has(scopeKey(scope))))
      .filter((window) => occurrencesOf(window, period, timeZone).length > 0)
      .map(({ id }) => id),
  );
  return records.filter(({ body }) => ids.has(String((body as { readonly id?: unknown }).id)));
}

/** What of a cover the windows of a period name: the rest of it excludes nothing. Undefined when nothing is left. */
export function prunedCover(cover: Cover, named: ReadonlySet<string>): Cover | undefined {
  if (typeof cover === 'string') return named.has(cover) ? cover : undefined;
  const parts = 'any' in cover ? cover.any : cover.all;
  const left = parts.map((part) => prunedCover(part, named)).filter((part) => part !== undefined);
  if ('any' in cover) return left.length === 0 ? undefined : left.length === 1 ? left[0] : { any: left };
  return left.length < parts.length || left.length === 0 ? undefined : { all: left };
}

/** How a report tells of each window: what it covers, when, why, by whom, and where it is on record. */
export function maintenanceExceptions(
  records: readonly MaintenanceRecord[],
  { city, words, timeText }: { readonly city: City; readonly words: Words; readonly timeText: (at: number) => string },
): readonly ReportException[] {
  const recordOf = (id: string): number | null =>
    records.find(({ body }) => (body as { readonly id?: unknown }).id === id)?.index ?? null;
  // Of a window that was changed the last form is told.
  const last = new Map(windowsFrom(records).map((window) => [window.id, window]));
  return [...last.values()]
    .sort((a, b) => a.from - b.from)
    .flatMap((window) =>
      window.scopes.map(
        (scope): ReportException => ({
          element: { ...scope, name: nameOf(city, scope, words) },
          what: whatOf(window, words, timeText),
          by: window.createdBy,
          until: iso(window.endedAt ?? window.weeklyUntil ?? window.to),
          record: recordOf(window.id),
        }),
      ),
    );
}

function whatOf(window: MaintenanceWindow, words: Words, timeText: (at: number) => string) {
  const { from, to, reason, createdAt, weeklyUntil } = window;
  const key = weeklyUntil === undefined ? 'report.maintenance.once' : 'report.maintenance.weekly';
  return words.tell(message(key, { from: timeText(from), to: timeText(to), reason, announced: timeText(createdAt) }));
}

function nameOf(city: City, { kind, id }: MaintenanceScope, { language }: Words): string {
  if (kind === 'point') return pointName(city, id, language);
  if (kind === 'service') return serviceName(city, id, language);
  const link = kind === 'link' ? city.links.get(id) : undefined;
  if (link !== undefined) return linkElement(city, link, language).name;
  return kind === 'city' || kind === 'district' ? districtName(city, id, language) : id;
}

import { type EpochMs, type Mistake, offsetMs } from '../../core/index.ts';
import { Cells, type Columns, decodeText, Mistakes, readTable, wholeFile } from '../../inventory/index.ts';
import { readCode } from './compare.ts';
import { type Scan, stockLimits } from './model.ts';

const columns: Columns = { required: ['barcode'], optional: [], extra: ['time', 'network', 'place'] };

/** What a handheld brought home: good lines, and every bad one with its place. */
export interface ScanFile {
  readonly scans: readonly Omit<Scan, 'by' | 'source'>[];
  readonly mistakes: readonly Mistake[];
  readonly mistakeCount: number;
}

/**
 * Reads the CSV file of a handheld (`barcode`, perhaps `time`, `network`, `place`), in the writings that the inventory takes.
 * A line with a mistake is named and left out, and costs no other its place. Never throws.
 */
export function readScanFile(options: {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly placeId: string;
  readonly timeZone: string;
  readonly now: EpochMs;
}): ScanFile {
  const { name: file, bytes, placeId, timeZone, now } = options;
  const mistakes = new Mistakes();
  const scans: Omit<Scan, 'by' | 'source'>[] = [];
  const decoded = bytes.length > stockLimits.fileBytes ? undefined : decodeText(bytes);
  if (decoded === undefined) mistakes.add(wholeFile(file), 'file-too-big', { limit: stockLimits.fileBytes });
  else if (!decoded.ok) mistakes.add({ file, line: decoded.line, column: 0 }, 'encoding');
  else {
    const { rows } = readTable({ file, text: decoded.text.replace(/^\ufeff/, ''), columns, mistakes });
    for (const row of rows) {
      const cells = new Cells({ row, mistakes });
      const text = cells.text('barcode');
      const code = text === undefined ? undefined : readCode(text, stockLimits.codeCharacters);
      const wrong = (column: string, key: string, params: Readonly<Record<string, string | number>> = {}): undefined =>
        void mistakes.addKeyed(row.place(column), `stocktake.${key}`, { ...params });
      if (text !== undefined && code === undefined)
        wrong('barcode', 'bad-code', { value: text, limit: stockLimits.codeCharacters });
      const network = cells.optional('network') === undefined ? undefined : cells.oneOf('network', ['inner', 'outer']);
      const time = cells.optional('time');
      const at = time === undefined ? now : readTime(time, timeZone);
      const timely = at !== undefined && at <= now + 86_400_000;
      if (!timely) wrong('time', 'bad-time', { value: time ?? '' });
      const place = cells.optional('place');
      const elsewhere = place !== undefined && place !== placeId;
      if (elsewhere) wrong('place', 'other-place', { value: place, place: placeId });
      if (code === undefined || cells.hasMistakes || !timely || elsewhere) continue;
      if (scans.length >= stockLimits.scans) {
        mistakes.addKeyed({ file, line: row.line, column: 0 }, 'stocktake.too-many', { limit: stockLimits.scans });
        break;
      }
      scans.push({ code, at: at ?? now, ...(network === undefined ? {} : { network }) });
    }
  }
  return { scans, mistakes: mistakes.list().slice(0, stockLimits.mistakes), mistakeCount: mistakes.count };
}

/** `2026-05-01 10:20:30`, `2026/5/1 10:20` by the city's clock, or an instant with its zone. */
function readTime(text: string, timeZone: string): EpochMs | undefined {
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  if (instant) return Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text);
  const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(wall);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!same || minute > 59 || second > 59 || year < 2000) return undefined;
  return wall - offsetMs(wall - offsetMs(wall, timeZone), timeZone);
}

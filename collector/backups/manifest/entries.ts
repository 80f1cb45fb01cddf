import { parse } from 'csv-parse/sync';
import type { EpochMs } from '../../../core/index.ts';
import { backupBounds } from '../limits.ts';

/** One line of a manifest: a file that a backup left, or a pattern of names where the tool that makes them writes no hashes. */
export interface ManifestEntry {
  /** Below the manifest's folder. */
  readonly name: string | undefined;
  /** `zhixi-*.sql.gz`: every file of that name is a backup, at the time of its last change. */
  readonly pattern: string | undefined;
  readonly bytes: number | undefined;
  readonly sha256: string | undefined;
  readonly startedAt: EpochMs | undefined;
  readonly endedAt: EpochMs | undefined;
  readonly tag: string;
  readonly host: string;
  readonly paths: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

export interface ReadManifest {
  readonly entries: readonly ManifestEntry[];
  /** Line and what is wrong there; the others are used. */
  readonly mistakes: readonly string[];
}

const figureNames = [
  'files',
  'filesNew',
  'filesChanged',
  'filesUnmodified',
  'filesRemoved',
  'sourceBytes',
  'addedBytes',
  'storedBytes',
] as const;

/** The names in which a CSV may give the same. */
const csvNames: Readonly<Record<string, string>> = {
  started_at: 'startedAt',
  ended_at: 'endedAt',
  time: 'startedAt',
  size: 'bytes',
  files_new: 'filesNew',
  files_changed: 'filesChanged',
  files_unmodified: 'filesUnmodified',
  files_removed: 'filesRemoved',
  source_bytes: 'sourceBytes',
};

/** Reads JSON lines, a JSON list (or `{entries: [...]}`), or CSV with a head line, told by the name's end. Never throws. */
export function readEntries(text: string, fileName: string): ReadManifest {
  const mistakes: string[] = [];
  const entries: ManifestEntry[] = [];
  for (const [line, fields] of rowsOf(text, fileName, mistakes)) {
    if (entries.length >= backupBounds.manifestEntries) {
      mistakes.push(`${fileName}:${line} more than ${backupBounds.manifestEntries} entries`);
      break;
    }
    const entry = entryOf(fields);
    if (typeof entry === 'string') mistakes.push(`${fileName}:${line} ${entry}`);
    else entries.push(entry);
  }
  return { entries, mistakes };
}

type Fields = Readonly<Record<string, unknown>>;

function rowsOf(text: string, fileName: string, mistakes: string[]): readonly (readonly [number, Fields])[] {
  try {
    if (/\.csv$/i.test(fileName)) {
      const rows: readonly Record<string, string>[] = parse(text, {
        bom: true,
        columns: true,
        skip_empty_lines: true,
        trim: true,
      });
      return rows.map((row, index) => [index + 2, renamed(row)]);
    }
    if (/\.json$/i.test(fileName)) {
      const parsed: unknown = JSON.parse(text);
      const list: unknown = Array.isArray(parsed) ? parsed : (parsed as { readonly entries?: unknown } | null)?.entries;
      if (!Array.isArray(list)) throw new Error('no list of entries');
      return list.map((each: unknown, index) => [index + 1, objectOf(each)]);
    }
  } catch (thrown) {
    mistakes.push(`${fileName} ${thrown instanceof Error ? thrown.message : ''}`);
    return [];
  }
  return text.split('\n').flatMap((line, index): readonly (readonly [number, Fields])[] => {
    if (line.trim() === '') return [];
    try {
      return [[index + 1, objectOf(JSON.parse(line))]];
    } catch {
      mistakes.push(`${fileName}:${index + 1} not JSON`);
      return [];
    }
  });
}

function renamed(row: Readonly<Record<string, string>>): Fields {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const meant = csvNames[name] ?? name;
    if (value === '') continue;
    if (meant === 'paths') fields[meant] = value.split(';').map((each) => each.trim());
    else fields[meant] = /^\d{1,15}$/.test(value) && meant !== 'sha256' ? Number(value) : value;
  }
  return fields;
}

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** An entry, or what is wrong with it. */
function entryOf(fields: Fields): ManifestEntry | string {
  const { name, pattern, bytes, sha256, startedAt, endedAt, tag, host, paths } = fields;
  if (typeof name !== 'string' && typeof pattern !== 'string') return 'neither name nor pattern';
  for (const each of [name, pattern])
    if (typeof each === 'string' && !isInside(each)) return 'a name that leads out of the folder';
  if (bytes !== undefined && !isCount(bytes)) return 'bytes is no number';
  if (sha256 !== undefined && !(typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256))) return 'sha256 is none';
  const [from, to] = [timeOf(startedAt), timeOf(endedAt)];
  if (startedAt !== undefined && from === undefined) return 'startedAt is no time with a zone';
  if (endedAt !== undefined && to === undefined) return 'endedAt is no time with a zone';
  const meant = typeof tag === 'string' && tag !== '' ? tag : typeof name === 'string' ? name : String(pattern);
  const figures: Record<string, number> = {};
  for (const figure of figureNames) {
    const value = fields[figure];
    if (isCount(value)) figures[figure] = value;
  }
  return {
    name: typeof name === 'string' ? name : undefined,
    pattern: typeof pattern === 'string' ? pattern : undefined,
    bytes: isCount(bytes) ? bytes : undefined,
    sha256: typeof sha256 === 'string' ? sha256.toLowerCase() : undefined,
    startedAt: from,
    endedAt: to,
    tag: meant,
    host: typeof host === 'string' ? host : '',
    paths: Array.isArray(paths) ? paths.filter((each): each is string => typeof each === 'string').slice(0, 64) : [],
    figures,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Stays below the folder: no way up, no root, no drive, no control character. */
function isInside(name: string): boolean {
  return name !== '' && !/^[/\\]|^[A-Za-z]:|\p{C}/u.test(name) && !name.split(/[/\\]/).includes('..');
}

/** Milliseconds since 1970, or ISO 8601 with its zone. */
function timeOf(value: unknown): EpochMs | undefined {
  if (typeof value === 'number') return isCount(value) ? value : undefined;
  if (typeof value !== 'string' || !/(Z|[+-]\d{2}:?\d{2})$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** `*` and `?` within one name, as a shell has them. */
export function patternOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${source}$`);
}

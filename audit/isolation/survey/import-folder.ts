import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../../core/index.ts';
import { Cells, type City, type Columns, Mistakes, readTable, readText, wholeFile } from '../../../inventory/index.ts';
import { nodeSha256, toHex } from '../../../ledger/index.ts';
import {
  type HeardRadio,
  type MediaCrossing,
  type Survey,
  type SurveyImport,
  type SurveyKind,
  surveyBounds,
  type WalkedItem,
  walkedResults,
} from './model.ts';

/** `wifi@2026-01-05.csv`: what was looked for, and on which day (UTC). */
const fileName = /^(wifi|walk-down|media)@(\d{4}-\d{2}-\d{2})\.csv$/;

const columns: Readonly<Record<SurveyKind, Columns>> = {
  wifi: { required: ['place', 'bssid'], optional: [], extra: ['ssid', 'where'] },
  'walk-down': { required: ['place', 'item', 'result', 'by', 'second'], optional: [], extra: ['note'] },
  media: { required: ['place', 'medium', 'direction', 'by', 'approved_by'], optional: [], extra: ['purpose'] },
};

/** What one line says; undefined row: somebody was there and found nothing. */
interface Line {
  readonly placeId: string;
  readonly row: HeardRadio | WalkedItem | MediaCrossing | undefined;
}

/**
 * Reads the folder that results of surveys are carried into. Of each place the newest file of a kind counts, as a whole. A line
 * with a mistake is named, and its place then has no survey of that day: half a survey proves nothing. Never throws.
 */
export async function importSurveys(folder: string, city: City, now: EpochMs): Promise<SurveyImport> {
  const mistakes = new Mistakes();
  const names = await readdir(folder).then(
    (all) => all.filter((name) => !name.startsWith('.')).sort(),
    (): string[] => {
      mistakes.addKeyed(wholeFile(folder), 'isolation.survey.no-folder');
      return [];
    },
  );
  if (names.length > surveyBounds.files) {
    const params = { files: names.length, limit: surveyBounds.files };
    mistakes.addKeyed(wholeFile(folder), 'isolation.survey.too-many', params);
  }
  const places = new Set([...city.points.keys(), ...[...city.devices.values()].map(({ locationId }) => locationId)]);
  const newest = new Map<string, Survey<NonNullable<Line['row']>>>();
  const files: SurveyImport['files'][number][] = [];
  for (const name of names.slice(-surveyBounds.files)) {
    const file = join(folder, name);
    const [, kind, day = ''] = fileName.exec(name) ?? [];
    const at = Date.parse(`${day}T00:00:00Z`);
    if (!isKind(kind) || !Number.isFinite(at) || at > now) {
      mistakes.addKeyed(wholeFile(file), 'isolation.survey.bad-name', { name });
      continue;
    }
    const text = await readText({ file, maxBytes: surveyBounds.fileBytes, mistakes });
    if (text === undefined) continue;
    const { lines, broken } = readLines({ file, text, kind, places, mistakes });
    for (const [placeId, ofPlace] of Map.groupBy(lines, (line) => line.placeId)) {
      const key = `${kind} ${placeId}`;
      if (broken.has(placeId) || (newest.get(key)?.at ?? 0) > at) continue;
      newest.set(key, { at, file: name, rows: ofPlace.flatMap(({ row }) => row ?? []) });
    }
    files.push({ name, kind, digest: `sha256:${toHex(nodeSha256(Buffer.from(text)))}`, rows: lines.length });
  }
  const of =
    <Row>(kind: SurveyKind) =>
    (placeId: string) =>
      newest.get(`${kind} ${placeId}`) as Survey<Row> | undefined;
  const view = {
    wifiOf: of<HeardRadio>('wifi'),
    walkDownOf: of<WalkedItem>('walk-down'),
    mediaOf: of<MediaCrossing>('media'),
  };
  return { view, files, mistakes: mistakes.list() };
}

function readLines(source: {
  readonly file: string;
  readonly text: string;
  readonly kind: SurveyKind;
  readonly places: ReadonlySet<string>;
  readonly mistakes: Mistakes;
}): { readonly lines: readonly Line[]; readonly broken: ReadonlySet<string> } {
  const { file, text, kind, places, mistakes } = source;
  const { rows } = readTable({ file, text: text.replace(/^\ufeff/, ''), columns: columns[kind], mistakes });
  const broken = new Set<string>();
  const lines = rows.slice(0, surveyBounds.rows).flatMap((row): readonly Line[] => {
    const cells = new Cells({ row, mistakes });
    const placeId = cells.text('place');
    if (placeId === undefined) return [];
    if (!places.has(placeId)) {
      mistakes.addKeyed(row.place('place'), 'isolation.survey.unknown-place', { place: placeId });
      return [];
    }
    const before = mistakes.count;
    const read = kind === 'wifi' ? readRadio(cells) : kind === 'media' ? readCrossing(cells) : readItem(cells);
    if (mistakes.count > before) broken.add(placeId);
    return [{ placeId, row: read }];
  });
  return { lines, broken };
}

function readRadio(cells: Cells): HeardRadio | undefined {
  const text = cells.optional('bssid');
  if (text === undefined) return undefined;
  const bssid = text.toLowerCase().replaceAll('-', ':');
  if (!/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(bssid)) return cells.wrong('bssid', 'bad-mac', { value: text });
  const where =
    cells.optional('where') === undefined ? 'unknown' : cells.oneOf('where', ['here', 'neighbour', 'unknown']);
  return { bssid, ssid: cells.optional('ssid') ?? '', where: where ?? 'unknown' };
}

function readItem(cells: Cells): WalkedItem | undefined {
  const [item, by, second] = [cells.text('item'), cells.text('by'), cells.text('second')];
  const result = cells.oneOf('result', walkedResults);
  if (by !== undefined && by === second) {
    cells.mistakes.addKeyed(cells.row.place('second'), 'isolation.survey.one-person', { by });
  }
  return item === undefined || result === undefined ? undefined : { item, result, note: cells.optional('note') ?? '' };
}

function readCrossing(cells: Cells): MediaCrossing | undefined {
  const medium = cells.optional('medium');
  if (medium === undefined) return undefined;
  const direction = cells.oneOf('direction', ['in', 'out']);
  const by = cells.text('by');
  if (direction === undefined || by === undefined) return undefined;
  const [purpose = '', approvedBy = ''] = [cells.optional('purpose'), cells.optional('approved_by')];
  return { medium, direction, by, purpose, approvedBy };
}

function isKind(kind: string | undefined): kind is SurveyKind {
  return kind === 'wifi' || kind === 'walk-down' || kind === 'media';
}

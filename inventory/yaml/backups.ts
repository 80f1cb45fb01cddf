import { dirname, resolve } from 'node:path';
import type { BackupsSettings, DataSetSettings } from '../backup-settings.ts';
import type { BackupReading, BackupReference } from './backup-references.ts';
import { readRepositories } from './backup-repositories.ts';
import { backupsDefaults } from './backups-defaults.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';

/** How much may be declared. */
export const backupBounds = { dataSets: 20_000, freeDays: 2_000, paths: 64, queries: 64, words: 64 } as const;

const day = 86_400;

/** Reads `backups`, with the names in it that `backupMistakes` compares with backups.csv. */
export async function readBackupsSettings(
  section: Section,
  { secrets, file }: { readonly secrets: Secrets; readonly file: string },
): Promise<{ readonly settings: BackupsSettings; readonly references: readonly BackupReference[] }> {
  const reading: BackupReading = { secrets, file, references: [] };
  const days = (key: string, otherwise: number, max: string): number =>
    section.duration(key, { otherwise: `${otherwise}d`, min: '1d', max, unit: '1d' }) / day;
  const { periodSeconds, checkDays, readAllDays, drillDays, closingDays } = backupsDefaults;
  const settings: BackupsSettings = {
    periodSeconds: section.duration('period', { otherwise: `${periodSeconds}s`, min: '10s', max: '1d' }),
    checkDays: days('check', checkDays, '1y'),
    readAllDays: days('read_all', readAllDays, '1y'),
    drillDays: days('drill', drillDays, '3y'),
    drills: readDrills(section.section('drills')),
    freeDays: readFreeDays(section),
    freeWeekdays: readWeekdays(section),
    closingDays: section.number('closing_days', { otherwise: closingDays, min: 0, max: 15, whole: true }),
    scratch: readScratch(section.section('scratch'), file),
    repositories: await readRepositories(section, reading),
    dataSets: readDataSets(section, reading),
  };
  section.finish();
  return { settings, references: reading.references };
}

function readFreeDays(section: Section): readonly string[] {
  const found = (section.list('free_days') ?? []).flatMap(({ text, place }) => {
    const good = /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text);
    if (!good) section.mistakes.add(place, 'backup-day', { field: section.name('free_days'), value: text });
    return good ? [text] : [];
  });
  if (found.length > backupBounds.freeDays)
    section.wrong('free_days', 'backup-too-many', { most: backupBounds.freeDays });
  return found;
}

/** Not 2026-02-30, which JavaScript takes for the second of March. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function readWeekdays(section: Section): readonly number[] {
  const found = section.scalars('free_weekdays').flatMap(({ value, place }) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 7) return [value];
    section.mistakes.add(place, 'backup-weekday', { field: section.name('free_weekdays'), value: String(value) });
    return [];
  });
  if (new Set(found).size === 7) section.wrong('free_weekdays', 'backup-no-weekday');
  return [...new Set(found)].sort();
}

function readDrills(section: Section): BackupsSettings['drills'] {
  const { unattended, sample } = backupsDefaults.drills;
  const drills = {
    unattended: section.has('unattended') ? section.oneOf('unattended', ['true', 'false']) === 'true' : unattended,
    sample: section.number('sample', { otherwise: sample, min: 1, max: 1_000, whole: true }),
  };
  section.finish();
  return drills;
}

function readScratch(section: Section, file: string): BackupsSettings['scratch'] {
  const { folder, mostBytes, mostSeconds } = backupsDefaults.scratch;
  const gibibyte = 1_073_741_824;
  const gigabytes = section.number('most_gib', {
    otherwise: mostBytes / gibibyte,
    min: 0.01,
    max: 65_536,
    whole: false,
  });
  const own = section.optionalText('folder');
  const scratch = {
    folder: own === undefined ? folder : resolve(dirname(file), own),
    mostBytes: Math.round(gigabytes * gibibyte),
    mostSeconds: section.duration('most_time', { otherwise: `${mostSeconds}s`, min: '10s', max: '1d' }),
  };
  section.finish();
  return scratch;
}

function readDataSets(section: Section, reading: BackupReading): ReadonlyMap<string, DataSetSettings> {
  const found = new Map<string, DataSetSettings>();
  for (const one of section.sections('data_sets')) {
    const set = readDataSet(one, reading);
    if (set.backupId === '') continue;
    if (found.has(set.backupId)) one.wrong('backup', 'backup-twice', { value: set.backupId });
    found.set(set.backupId, set);
  }
  if (found.size > backupBounds.dataSets)
    section.wrong('data_sets', 'backup-too-many', { most: backupBounds.dataSets });
  return found;
}

function readDataSet(section: Section, { references }: BackupReading): DataSetSettings {
  const backupId = section.text('backup') ?? '';
  if (backupId !== '') {
    const [place, field] = [section.place('backup'), section.name('backup')];
    references.push({ place, field, noun: 'data-set', value: backupId });
  }
  const seconds = (key: string): number | undefined =>
    section.has(key) ? section.duration(key, { otherwise: '26h', min: '1m', max: '1y' }) : undefined;
  const set: DataSetSettings = {
    backupId,
    tag: section.optionalText('tag'),
    host: section.optionalText('host'),
    paths: pathsOf(section),
    rpoSeconds: seconds('rpo'),
    rtoSeconds: seconds('rto'),
    leastBytes: section.number('least_bytes', { otherwise: 1, min: 0, max: 2 ** 53 - 1, whole: true }),
    proof: readProof(section.section('proof')),
  };
  section.finish();
  return set;
}

function pathsOf(section: Section): readonly string[] {
  const paths = (section.list('paths') ?? []).map(({ text }) => text);
  if (paths.length > backupBounds.paths) section.wrong('paths', 'backup-too-many', { most: backupBounds.paths });
  return paths;
}

function readProof(section: Section): DataSetSettings['proof'] {
  const kind = section.oneOf('kind', ['manifest', 'postgresql', 'command']) ?? 'manifest';
  const proof = proofOf(kind, section);
  section.finish();
  return proof;
}

function proofOf(kind: DataSetSettings['proof']['kind'], section: Section): DataSetSettings['proof'] {
  switch (kind) {
    case 'manifest':
      return { kind, file: section.optionalText('file') };
    case 'postgresql': {
      const queries = section.sections('queries').map((one) => {
        const query = { sql: one.text('sql') ?? '', expect: one.text('expect') ?? '' };
        one.finish();
        return query;
      });
      if (queries.length > backupBounds.queries)
        section.wrong('queries', 'backup-too-many', { most: backupBounds.queries });
      return {
        kind,
        dump: section.optionalText('dump'),
        database: section.optionalText('database') ?? 'postgres',
        user: section.optionalText('user') ?? 'postgres',
        queries,
      };
    }
    case 'command': {
      const command = (section.list('command') ?? []).map(({ text }) => text);
      // A program with its arguments, never a line for a shell: nothing is expanded.
      if (command.length === 0 || command.length > backupBounds.words || !command[0]?.startsWith('/'))
        section.wrong('command', 'backup-command', { most: backupBounds.words });
      return { kind, command };
    }
  }
}

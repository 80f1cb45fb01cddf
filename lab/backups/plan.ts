import { createHash } from 'node:crypto';
import { type BackupCalendar, isoDay } from '../../audit/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { Backup, City } from '../../inventory/index.ts';
import type { BackupFault, BackupVerb } from './verbs.ts';

/** Nights that a repository keeps. */
export const nightsKept = 30;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Runs begin at half past one, each set some minutes after the other. */
const firstRunMs = 90 * minuteMs;
const spreadMinutes = 40;
/** What a late set is dated back by: more than a day and a few hours, which is all that is allowed. */
const staleMs = 3 * dayMs;
const shrunkShare = 0.25;
/** Rows of a dump: a few kilobytes, so that a city of a month takes some megabytes. */
const usualRows = 24;
/** Nights that lie in another district's repository when a set is written to the wrong place. */
const strayNights = 3;

/** Until when the plan of a moment holds, as long as no fault comes: the next run begins then, and the oldest one expires. */
export function holdsUntil(calendar: BackupCalendar, now: EpochMs): EpochMs {
  const today = calendar.dayOf(now);
  const [first, last] = [
    calendar.startOf(today) + firstRunMs,
    calendar.startOf(today) + firstRunMs + spreadMinutes * minuteMs,
  ];
  if (now < first) return first;
  return now < last ? now : calendar.startOf(today + 1) + firstRunMs;
}

/** One dump file that should lie in a repository, with its line in the manifest. */
export interface PlannedDump {
  readonly name: string;
  readonly text: string;
  /** What lies there in truth, when bytes changed after the manifest was written. */
  readonly held: string;
  readonly line: string;
}

/** What each repository should hold now; undefined: its manifest is garbage. Pure: the same city, time and faults give the same bytes. */
export function planBackups(deps: {
  readonly city: City;
  readonly calendar: BackupCalendar;
  readonly now: EpochMs;
  readonly faults: readonly BackupFault[];
}): ReadonlyMap<string, readonly PlannedDump[] | undefined> {
  const { city, calendar, now, faults } = deps;
  const has = (verb: BackupVerb, target: string): boolean =>
    faults.some((fault) => fault.verb === verb && fault.target === target);
  const repositories = [...new Set([...city.backups.values()].map(({ repository }) => repository))];
  const held = new Map<string, PlannedDump[]>(repositories.map((id) => [id, []]));
  const unreadable = new Set<string>();
  const today = calendar.dayOf(now);
  for (const backup of city.backups.values()) {
    const { officeId, districtId, repository } = backup;
    if (has('repository-unreadable', districtId)) unreadable.add(repository);
    if (has('backup-missing', officeId)) continue;
    const other = repositories[(repositories.indexOf(repository) + 1) % repositories.length] ?? repository;
    for (let night = 0; night <= nightsKept; night += 1) {
      const day = today - night;
      const startedAt = calendar.startOf(day) + firstRunMs + (hashOf(backup.id) % spreadMinutes) * minuteMs;
      const isNewest = startedAt <= now && now - startedAt < dayMs;
      if (startedAt > now || now - startedAt >= nightsKept * dayMs) continue;
      if (has('backup-vanished', officeId) && night === 10) continue;
      const isStray = has('backup-wrong-place', officeId) && night < strayNights;
      held.get(isStray ? other : repository)?.push(
        dumpOf(backup, day, {
          startedAt: has('backup-stale', districtId) ? startedAt - staleMs : startedAt,
          share: isNewest && has('backup-shrunk', officeId) ? shrunkShare : 1,
          isFlipped: isNewest && has('backup-flip', officeId),
        }),
      );
    }
  }
  return new Map([...held].map(([id, dumps]) => [id, unreadable.has(id) ? undefined : dumps]));
}

function dumpOf(
  { id, officeId }: Backup,
  day: number,
  { startedAt, share, isFlipped }: { readonly startedAt: EpochMs; readonly share: number; readonly isFlipped: boolean },
): PlannedDump {
  const name = `${id}.${isoDay(day)}.sql`;
  const text = textOf(id, day, share);
  const changed = 2 + (hashOf(`${id} ${day}`) % 3);
  const line = JSON.stringify({
    ...{ name, tag: id, host: `${officeId}-office`, paths: ['/srv/fiscal'], files: 12 },
    ...{ filesNew: 0, filesChanged: changed, filesUnmodified: 12 - changed },
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(startedAt + 45_000 + (changed - 2) * 4_000).toISOString(),
  });
  // One digit in the middle: as many bytes as before, so that only a hash tells.
  const middle = text.length >> 1;
  const held = isFlipped ? `${text.slice(0, middle)}#${text.slice(middle + 1)}` : text;
  return { name, text, held, line };
}

/** A small dump that looks like one: tables of vouchers, which grow slowly and compress well. */
function textOf(id: string, day: number, share: number): string {
  const rows = Math.round((usualRows + (hashOf(id) % 12) + (day % 3)) * share);
  const lines = [`-- ${id} ${isoDay(day)}`, 'COPY voucher (id, day, account, amount) FROM stdin;'];
  for (let row = 0; row < rows; row += 1) {
    const seed = hashOf(`${id} ${day} ${row}`);
    lines.push(`${day * 100 + row}\t${isoDay(day - (row % 30))}\t${1001 + (seed % 40)}\t${(seed % 1_000_000) / 100}`);
  }
  return `${[...lines, '\\.'].join('\n')}\n`;
}

function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCalendar } from '../../audit/index.ts';
import { type Cancel, type Clock, errorText, type Log, message, UserError } from '../../core/index.ts';
import type { BackupsSettings, City, RepositorySettings } from '../../inventory/index.ts';
import type { ActiveFault, CommandResult } from '../faults/model.ts';
import { didYouMean, exact } from '../faults/refusal.ts';
import { holdsUntil, type PlannedDump, planBackups } from './plan.ts';
import { type BackupFault, type BackupVerb, backupTargetsOf, backupVerbs, isBackupVerb } from './verbs.ts';

/** Tonight's runs appear within this time. */
const refreshMs = 60_000;
/** So that a fault shows while somebody is still looking. */
const periodSeconds = 15;
const manifestName = 'manifest.jsonl';

/** The city's backup repositories as real folders: a month of dumps, a manifest, faults on command. */
export interface LabBackups {
  /** Where the repositories lie, for those that the settings do not describe themselves. */
  settingsWith(settings: BackupsSettings): BackupsSettings;
  faults(): readonly ActiveFault[];
  /** Undefined: the line is not about backups. */
  apply(verb: string, words: readonly string[]): Promise<CommandResult> | undefined;
  /** Mends everything; what else `repair all` mends is not here. */
  repairAll(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes the folders below `folder`; what lies there of a former run is written anew. Rejects with a UserError when it cannot be written. */
export async function openLabBackups(deps: {
  readonly city: City;
  readonly folder: string;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<LabBackups> {
  const { city, folder, clock, log } = deps;
  const calendar = createCalendar(deps.timeZone, { freeDays: [], freeWeekdays: [], closingDays: 0 });
  const targets = backupTargetsOf(city);
  /** What lies in each repository: file name to what it holds, so that only what is other is written. */
  const lying = new Map<string, Map<string, string>>();
  const manifests = new Map<string, string>();
  let faults: readonly BackupFault[] = [];
  /** Tonight's runs are planned again from then on. */
  let dueAt = 0;
  let cancel: Cancel = () => {};
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const now = clock.now();
    dueAt = holdsUntil(calendar, now);
    for (const [id, dumps] of planBackups({ city, calendar, now, faults })) {
      if (dumps === undefined) await putManifest(id, '\u0000 no manifest any more\n');
      else await fill(id, dumps);
    }
  }

  /** New files before the manifest that names them, old ones after it does no more. */
  async function fill(id: string, dumps: readonly PlannedDump[]): Promise<void> {
    const held = lying.get(id) ?? new Map<string, string>();
    lying.set(id, held);
    for (const { name, held: text } of dumps) {
      if (held.get(name) === text) continue;
      await writeFile(join(folder, id, name), text);
      held.set(name, text);
    }
    await putManifest(id, dumps.map(({ line }) => `${line}\n`).join(''));
    const kept = new Set(dumps.map(({ name }) => name));
    for (const name of [...held.keys()]) {
      if (kept.has(name)) continue;
      await rm(join(folder, id, name), { force: true });
      held.delete(name);
    }
  }

  async function putManifest(id: string, text: string): Promise<void> {
    if (manifests.get(id) === text) return;
    const path = join(folder, id, manifestName);
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
    manifests.set(id, text);
  }

  /** One at a time: a command that comes while tonight's runs are written waits for them. */
  function bringUpToDate(): Promise<void> {
    writing = writing.catch(() => {}).then(write);
    return writing;
  }

  function again(): void {
    cancel = clock.after(refreshMs, () => {
      (clock.now() < dueAt ? Promise.resolve() : bringUpToDate())
        .catch((thrown) => log.warn({ reason: errorText(thrown) }, 'lab-backups-not-written'))
        .finally(again);
    });
  }

  async function change(
    next: readonly BackupFault[],
    text: CommandResult & { readonly ok: true },
  ): Promise<CommandResult> {
    const before = faults;
    faults = next;
    try {
      await bringUpToDate();
      return { ...text, faults: listed() };
    } catch (thrown) {
      faults = before;
      const what = message('lab.backups.unwritable', { folder, why: errorText(thrown) });
      return { ok: false, what, remedy: message('lab.backups.unwritable.remedy') };
    }
  }

  const listed = (): readonly ActiveFault[] =>
    faults.map(({ verb, target }) => ({ verb, target, text: message(`lab.fault.${verb}`, { target }) }));
  const done = (key: string, target: string) =>
    ({ ok: true, text: message(key, { target }), faults: [] }) satisfies CommandResult;

  function inject(verb: BackupVerb, typed: string): Promise<CommandResult> {
    const noun = backupVerbs[verb].on;
    const known = targets[noun];
    const target = exact(typed, known);
    if (target !== undefined) {
      const others = faults.filter((fault) => fault.verb !== verb || fault.target !== target);
      return change([...others, { verb, target }], done(`lab.fault.${verb}`, target));
    }
    const what = message(`lab.command.unknown-${noun}`, { typed });
    const remedy = didYouMean(typed, known, message(`lab.command.unknown-${noun}.remedy`));
    return Promise.resolve({ ok: false, what, remedy, isWrongUsage: true });
  }

  /** Undefined: what is to be mended is no office and no district, and no verb of backups was named. */
  function repair(typed: string, only: string | undefined): Promise<CommandResult> | undefined {
    const target = typed === 'all' ? typed : exact(typed, [...targets.office, ...targets.district]);
    const isOurs = only === undefined ? typed !== 'all' : isBackupVerb(only);
    if (target === undefined || !isOurs) return undefined;
    const isMeant = (fault: BackupFault): boolean =>
      (target === 'all' || fault.target === target) && (only === undefined || fault.verb === only);
    return change(
      faults.filter((fault) => !isMeant(fault)),
      done('lab.done.backups', target),
    );
  }

  try {
    await rm(folder, { recursive: true, force: true });
    for (const id of new Set([...city.backups.values()].map(({ repository }) => repository)))
      await mkdir(join(folder, id), { recursive: true });
    await bringUpToDate();
  } catch (thrown) {
    const what = message('lab.backups.unwritable', { folder, why: errorText(thrown) });
    throw new UserError(what, message('lab.backups.unwritable.remedy'), { cause: thrown });
  }
  again();

  return {
    settingsWith(settings) {
      const missing = [...city.backups.values()].filter(({ repository }) => !settings.repositories.has(repository));
      const made = missing.map(
        ({ repository, districtId }) => [repository, repositoryAt(repository, districtId)] as const,
      );
      const repositories = new Map([...settings.repositories, ...made]);
      return { ...settings, repositories, periodSeconds: Math.min(settings.periodSeconds, periodSeconds) };
    },
    faults: listed,
    apply(verb, words) {
      const [first = '', second] = words;
      if (isBackupVerb(verb)) return inject(verb, first);
      return verb === 'repair' ? repair(first, second) : undefined;
    },
    async repairAll() {
      if (faults.length > 0) await change([], done('lab.done.backups', 'all'));
    },
    async stop() {
      cancel();
      cancel = () => {};
      await writing.catch(() => {});
    },
  };

  function repositoryAt(id: string, districtId: string): RepositorySettings {
    return {
      ...{ id, tool: 'manifest', access: { by: 'path' }, location: join(folder, id) },
      ...{
        password: undefined,
        sql: undefined,
        immutable: false,
        medium: 'disk',
        place: `${districtId}-dc`,
        copies: [],
      },
    };
  }
}

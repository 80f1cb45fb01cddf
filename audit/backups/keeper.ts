import type { Store } from '../../store/index.ts';
import type { DayNumber } from '../calendar/days.ts';
import type { ToldVerdicts } from './changes.ts';
import type { SetDays } from './days.ts';
import type { BackupEngine } from './engine.ts';
import { noMemory, type RepositoryMemory } from './memory.ts';
import type { SeenSnapshot } from './seen.ts';

const seenCollection = 'backup-seen';
const daysCollection = 'backup-days';
const memoryCollection = 'backup-repositories';
const toldCollection = 'backup-verdicts';

/** Keeps over a restart what cannot be read again: seen snapshots, days, looks, checks, free space, and what was told. */
export interface BackupKeeper {
  /** Puts what was kept back into the engine. Call once, before observing. */
  start(): Promise<void>;
  /** Writes what a reading of this repository changed. */
  read(repositoryId: string): void;
  /** Writes what was told, where it is other than before, and forgets what is no more declared. */
  told(): void;
}

export function createBackupKeeper(deps: { readonly engine: BackupEngine; readonly store: Store }): BackupKeeper {
  const { engine, store } = deps;
  /** What is written, so that only other documents are. */
  const written = new Map<string, string>();

  const put = (collection: string, key: string, body: unknown): void => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const name = `${collection}\n${key}`;
    if (written.get(name) === text) return;
    if (body === undefined) written.delete(name);
    else written.set(name, text);
    store.put({ collection, key, body });
  };
  const forget = (collection: string, isKept: (key: string) => boolean): void => {
    for (const name of [...written.keys()]) {
      const [of = '', key = ''] = name.split('\n');
      if (of === collection && !isKept(key)) put(of, key, undefined);
    }
  };
  const read = async <T>(collection: string, parse: (body: object) => T | undefined): Promise<Map<string, T>> => {
    const found = new Map<string, T>();
    for (const { key, body } of await store.documents(collection)) {
      written.set(`${collection}\n${key}`, JSON.stringify(body));
      // What another version wrote is not believed.
      const parsed = typeof body === 'object' && body !== null ? parse(body) : undefined;
      if (parsed !== undefined) found.set(key, parsed);
    }
    return found;
  };

  function writeTold(): void {
    const told = engine.told();
    for (const [key, one] of told) put(toldCollection, key, one);
    forget(toldCollection, (key) => told.has(key));
    const declared = new Set(engine.dataSets().map(({ backupId }) => backupId));
    const repositories = new Set(engine.repositories().map(({ repositoryId }) => repositoryId));
    forget(daysCollection, (key) => declared.has(key));
    forget(memoryCollection, (key) => repositories.has(key));
    forget(seenCollection, (key) => repositories.has(key.split(' ')[0] ?? ''));
  }

  return {
    async start() {
      for (const [key, list] of await read(seenCollection, parseSeen))
        engine.seen.restore(key.split(' ')[0] ?? '', list);
      engine.restore({
        days: await read(daysCollection, parseDays),
        memories: await read(memoryCollection, parseMemory),
        told: await read(toldCollection, parseTold),
      });
      for (const { backupId } of engine.dataSets()) writeDays(backupId);
    },
    read(repositoryId) {
      const bySet = engine.seen.of(repositoryId);
      for (const [backupId, list] of bySet) put(seenCollection, `${repositoryId} ${backupId}`, { list });
      forget(seenCollection, (key) => {
        const [repository = '', backupId = ''] = key.split(' ');
        return repository !== repositoryId || bySet.has(backupId);
      });
      put(memoryCollection, repositoryId, engine.memoryOf(repositoryId));
      for (const { backupId, repositoryId: home } of engine.dataSets()) if (home === repositoryId) writeDays(backupId);
      writeTold();
    },
    told: writeTold,
  };

  function writeDays(backupId: string): void {
    const known = engine.daysOf(backupId)?.days;
    if (known === undefined) return;
    put(daysCollection, backupId, { declaredAt: known.declaredAt, runs: [...known.runs] });
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function parseSeen(body: object): readonly SeenSnapshot[] | undefined {
  const { list } = body as { list?: unknown };
  if (!Array.isArray(list)) return undefined;
  return list.filter((each: Partial<SeenSnapshot> | null): each is SeenSnapshot => {
    return typeof each?.id === 'string' && typeof each.backupId === 'string' && isNumber(each.startedAt);
  });
}

function parseDays(body: object): SetDays | undefined {
  const { declaredAt, runs } = body as { declaredAt?: unknown; runs?: unknown };
  if (!isNumber(declaredAt) || !Array.isArray(runs)) return undefined;
  const good = runs.filter(
    (run): run is [DayNumber, number] => Array.isArray(run) && isNumber(run[0]) && isNumber(run[1]),
  );
  return { declaredAt, runs: new Map(good) };
}

function parseMemory(body: object): RepositoryMemory | undefined {
  const { looks, data, space } = body as { looks?: unknown; data?: unknown; space?: unknown };
  if (![looks, data, space].every((each) => Array.isArray(each))) return undefined;
  return { ...noMemory, ...(body as RepositoryMemory) };
}

function parseTold(body: object): (ToldVerdicts extends ReadonlyMap<string, infer One> ? One : never) | undefined {
  const { verdict, since, checks } = body as { verdict?: unknown; since?: unknown; checks?: unknown };
  if (typeof verdict !== 'string' || !isNumber(since) || typeof checks !== 'object' || checks === null)
    return undefined;
  return body as ToldVerdicts extends ReadonlyMap<string, infer One> ? One : never;
}

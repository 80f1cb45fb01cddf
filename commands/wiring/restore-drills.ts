import { resolve } from 'node:path';
import type { RestoreDrillsPort } from '../../api/index.ts';
import {
  type Actor,
  type Approvals,
  type BackupView,
  type DrillCause,
  type DrillEvent,
  type DrillProgress,
  type DrillResult,
  type DrillStanding,
  drillRecord,
  droppedRecord,
  dueOf,
  nextDue,
  type RestoreProof,
  restoreDrillLimits,
  restoreMatter,
  resultOf,
  stepDrill,
} from '../../audit/index.ts';
import {
  type RestoreOutcome,
  type RestoreWish,
  removeLeftovers,
  restoreProof,
  restoreUnsupported,
  tryRestore,
} from '../../collector/index.ts';
import { type Cancel, type Clock, errorText, type Log, type Message, message } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';

const collection = 'restore-drills';
/** How often the schedule looks for a set that is due. */
const dueEveryMs = 60_000;
const stopWithinMs = 5_000;
const dayMs = 86_400_000;

/** Restore drills, running: one at a time. */
export interface RestoreDrills extends RestoreDrillsPort {
  /** The last one, for the verdict of a data set (BA-27). */
  proofOf(backupId: string): RestoreProof | undefined;
  start(): void;
  stop(): Promise<void>;
}

export type TryRestore = (
  wish: RestoreWish,
  signal: AbortSignal,
  moved: (progress: DrillProgress) => void,
) => Promise<RestoreOutcome>;

/** Wires drills: what two persons want, or the schedule where it is declared unattended, is tried and put on record. */
export async function openRestoreDrills(deps: {
  readonly inventory: () => Inventory;
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly approvals: Pick<Approvals, 'register' | 'propose'>;
  readonly backups: () => Pick<BackupView, 'snapshotsOf'> | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Left out: the real one. */
  readonly attempt?: TryRestore;
}): Promise<RestoreDrills> {
  const { inventory, store, ledger, approvals, backups, clock, log } = deps;
  const attempt: TryRestore = deps.attempt ?? ((wish, signal, moved) => tryRestore(wish, { clock, signal, moved }));
  const settings = () => inventory().settings.backups;
  const known = new Map<string, DrillStanding>();
  const queue: { readonly backupId: string; readonly sample: number | undefined }[] = [];
  const ended = new AbortController();
  let running: Promise<void> | undefined;
  /** Of the one that runs: whoever ends it. */
  let current: { readonly backupId: string; readonly aborting: AbortController } | undefined;
  let aborted: { readonly by: Actor; readonly reason: string } | undefined;
  let cancelTick: Cancel = () => undefined;
  let stopping: Promise<void> | undefined;

  for (const { key, body } of await store.documents(collection)) {
    // One that was under way when Fangzhou ended is not told as run: its folder is removed, and it is due again.
    if (isResults(body)) known.set(key, { backupId: key, state: 'idle', results: body.results });
  }

  const backupOf = (id: string) => inventory().city.backups.get(id);
  const standing = (backupId: string): DrillStanding | undefined =>
    backupOf(backupId) === undefined ? undefined : (known.get(backupId) ?? { backupId, state: 'idle', results: [] });
  const scratchFolder = (): string => resolve(inventory().settings.dataFolder, settings().scratch.folder);

  function happen(backupId: string, event: DrillEvent): DrillStanding {
    const after = stepDrill(standing(backupId) ?? { backupId, state: 'idle', results: [] }, event);
    known.set(backupId, after);
    if (event.what === 'ended') store.put({ collection, key: backupId, body: { results: after.results } });
    return after;
  }

  /** Why a drill of this set is not possible now. */
  function obstacle(backupId: string): Message | undefined {
    const backup = backupOf(backupId);
    if (backup === undefined) return message('backups.drill.unknown', { id: backupId });
    const repository = settings().repositories.get(backup.repository);
    if (repository === undefined) return message('backups.drill.no-repository', { id: backup.repository });
    const unsupported = restoreUnsupported(repository);
    if (unsupported !== undefined)
      return message('backups.drill.unsupported', { id: backup.repository, by: unsupported });
    if (queue.length >= restoreDrillLimits.waiting)
      return message('backups.drill.many', { most: restoreDrillLimits.waiting });
    if (standing(backupId)?.state !== 'idle') return message('backups.drill.waits', { id: backupId });
    return undefined;
  }

  function want(backupId: string, sample: number | undefined, cause: DrillCause): void {
    happen(backupId, { what: 'wanted', cause });
    queue.push({ backupId, sample });
    goOn();
  }

  function goOn(): void {
    const next = running === undefined && !ended.signal.aborted ? queue.shift() : undefined;
    if (next === undefined) return;
    running = run(next.backupId, next.sample)
      .catch((thrown: unknown) => log.error({ id: next.backupId, reason: errorText(thrown) }, 'restore-drill-failed'))
      .finally(() => {
        running = undefined;
        current = undefined;
        goOn();
      });
  }

  async function run(backupId: string, sample: number | undefined): Promise<void> {
    const startedAt = clock.now();
    const aborting = new AbortController();
    current = { backupId, aborting };
    aborted = undefined;
    const { cause = { kind: 'schedule' } } = happen(backupId, { what: 'begun', at: startedAt });
    const backup = backupOf(backupId);
    const repository = backup === undefined ? undefined : settings().repositories.get(backup.repository);
    const own = settings().dataSets.get(backupId);
    const snapshot = backups()?.snapshotsOf(backupId).at(-1);
    const { mostBytes, mostSeconds } = settings().scratch;
    const scratch = { folder: scratchFolder(), mostBytes, mostSeconds };
    const outcome =
      repository === undefined || snapshot === undefined
        ? nothingThere
        : await attempt(
            {
              repository,
              snapshot,
              proof: restoreProof(own, repository.tool),
              include: own?.paths ?? [],
              sample,
              scratch,
            },
            AbortSignal.any([ended.signal, aborting.signal]),
            (progress) => happen(backupId, { what: 'moved', progress }),
          );
    // One that the end of Fangzhou broke off says nothing of the backup.
    if (ended.signal.aborted) return;
    const result = resultOf({
      ...{ backupId, repositoryId: backup?.repository ?? '', snapshot, settings: own, cause, startedAt, outcome },
      ...{ finishedAt: clock.now(), aborted },
    });
    happen(backupId, { what: 'ended', result });
    ledger.append(drillRecord(result, outcome.checks));
    log.info(
      { id: backupId, ok: result.ok, level: result.level, rtoMs: result.rtoMs, reason: result.fault?.reason },
      'restore-drill',
    );
  }

  approvals.register(restoreMatter, {
    kind: 'drill',
    obstacle: ({ body }) => obstacle(String(body.backupId)),
    carryOut({ body, proposedBy, decision, reason }) {
      if (decision === undefined) return;
      const sample = typeof body.sample === 'number' ? body.sample : undefined;
      want(String(body.backupId), sample, { kind: 'persons', proposedBy, approvedBy: decision.by, reason });
    },
  });

  const all = (): readonly DrillStanding[] => [...inventory().city.backups.keys()].flatMap((id) => standing(id) ?? []);

  function tick(): void {
    cancelTick = clock.after(dueEveryMs, tick);
    const { drills, drillDays } = settings();
    if (!drills.unattended || queue.length > 0 || running !== undefined) return;
    // Sets that cannot be tried are told by their verdict, not by a drill that fails each day.
    const able = all().filter(({ backupId }) => obstacle(backupId) === undefined && hasSnapshot(backupId));
    const id = nextDue(able, { now: clock.now(), everyMs: drillDays * dayMs });
    if (id !== undefined) want(id, drills.sample, { kind: 'schedule' });
  }
  async function end(): Promise<void> {
    cancelTick();
    ended.abort();
    let cancel: Cancel = () => undefined;
    const patience = new Promise<void>((done) => {
      cancel = clock.after(stopWithinMs, done);
    });
    await Promise.race([running, patience]);
    cancel();
  }
  const hasSnapshot = (id: string): boolean => (backups()?.snapshotsOf(id).length ?? 0) > 0;

  return {
    standing,
    standings: all,
    proofOf(backupId) {
      const last = known.get(backupId)?.results.find(({ abortedBy }) => abortedBy === undefined);
      if (last === undefined) return undefined;
      const { finishedAt: at, ok, level = 0, sampled, rtoMs, compared, seed, fault } = last;
      return { at, ok, level, sampled, rtoMs, compared, seed, fault: fault?.reason };
    },
    dueOf: (backupId) =>
      dueOf(standing(backupId) ?? { results: [] }, { now: clock.now(), everyMs: settings().drillDays * dayMs }),
    obstacle,
    abort({ backupId, reason, by }) {
      const { state, cause } = standing(backupId) ?? {};
      if (state === 'running' && current?.backupId === backupId && aborted === undefined) {
        aborted = { by, reason };
        current.aborting.abort();
        return true;
      }
      if (state !== 'waiting') return false;
      queue.splice(0, queue.length, ...queue.filter((each) => each.backupId !== backupId));
      happen(backupId, { what: 'dropped' });
      ledger.append(droppedRecord({ backupId, cause, by, reason, at: clock.now() }));
      return true;
    },
    propose({ backupId, sample, reason, by }) {
      const body = { backupId, ...(sample === undefined ? {} : { sample }) };
      const summary = message(sample === undefined ? 'backups.drill.whole' : 'backups.drill.sample', {
        id: backupId,
        sample: sample ?? 0,
      });
      return approvals.propose({ matter: restoreMatter, subject: `backup ${backupId}`, summary, reason, body, by });
    },
    start() {
      // What a killed process has left is gone before anything is restored.
      removeLeftovers(scratchFolder()).catch((thrown: unknown) =>
        log.error({ reason: errorText(thrown) }, 'restore-leftovers'),
      );
      cancelTick = clock.after(dueEveryMs, tick);
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

const nothingThere: RestoreOutcome = {
  ...{ ok: false, sampled: false, restored: undefined, verifyMs: undefined, checks: [], level: undefined },
  fault: { reason: 'nothing-restored', text: message('collector.restore.nothing-restored'), said: '' },
};

/** Documents of another version are not believed. */
function isResults(body: unknown): body is { readonly results: readonly DrillResult[] } {
  const results = (body as { results?: unknown } | null)?.results;
  return Array.isArray(results) && results.every((each) => typeof (each as DrillResult).finishedAt === 'number');
}

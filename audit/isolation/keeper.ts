import type { IsolationReading } from '../../collector/index.ts';
import type { Cancel, Clock, EpochMs } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import type { IsolationEngine } from './engine.ts';
import { isolationLimits } from './limits.ts';
import type { CheckId } from './model.ts';
import { isUsable } from './readings.ts';
import type { CheckStanding, IsolationChange, PlaceStanding, SettledJudgement } from './standing.ts';

/** One document for each place, written when it is another one. */
const collection = 'isolation';
/** When each device was last read: what keeps unchanged verdicts fresh without writing them again. */
const readCollection = 'isolation-reads';
/** The journal of places' words; its subject is the place. */
export const isolationPlaceJournal = 'isolation-places';
/** The journal of checks' verdicts; its subject is the place. */
export const isolationCheckJournal = 'isolation-checks';
/** Offending rows that an entry of the journal repeats; all are in the ledger. */
const rowsInJournal = 20;

/** Keeps verdicts over a restart, no fresher than what they rest on, and their history. */
export interface IsolationKeeper {
  /** Puts what was kept back into the engine. Call once, before observing. */
  start(): Promise<readonly IsolationChange[]>;
  read(reading: IsolationReading): void;
  /** Writes the changes into the journals, and the places that are others than before. */
  changed(changes: readonly IsolationChange[]): void;
  /** After a reload: forgets places that are no more. */
  apply(): void;
  close(): void;
}

export function createIsolationKeeper(deps: {
  readonly engine: IsolationEngine;
  readonly store: Store;
  readonly clock: Clock;
}): IsolationKeeper {
  const { engine, store, clock } = deps;
  const evidenceOf = new Map(engine.checks.map(({ id, evidence }) => [id, evidence]));
  const kindOf = (checkId: CheckId, { evidence }: SettledJudgement) => evidence ?? evidenceOf.get(checkId) ?? 'tables';
  const readAt = new Map<string, EpochMs>();
  const stored = new Set<string>();
  let documents = 0;
  let cancel: Cancel = () => {};

  const put = (standing: PlaceStanding): void => {
    stored.add(standing.placeId);
    store.put({ collection, key: standing.placeId, body: standing });
  };

  const writeReads = (): void => {
    const entries = [...readAt];
    const { devicesPerDocument } = isolationLimits;
    const needed = Math.ceil(entries.length / devicesPerDocument);
    for (let index = 0; index < Math.max(needed, documents); index += 1) {
      const part = entries.slice(index * devicesPerDocument, (index + 1) * devicesPerDocument);
      const body = part.length === 0 ? undefined : Object.fromEntries(part);
      store.put({ collection: readCollection, key: String(index), body });
    }
    documents = needed;
  };

  const again = (): void => {
    writeReads();
    cancel = clock.after(isolationLimits.writeReadingsMs, again);
  };

  /** Judgements on tables rest on the newest reading of their device: had it said otherwise, they would have been written anew. */
  const asFreshAs = (standing: PlaceStanding): PlaceStanding => {
    const fresher = (checkId: CheckId, judgement: SettledJudgement): SettledJudgement => {
      const { deviceId, observedAt } = judgement;
      if (evidenceOf.get(checkId as CheckStanding['checkId']) !== 'tables' || observedAt === undefined)
        return judgement;
      const read = deviceId === undefined ? leastOf(engine.devicesOf(standing.placeId), readAt) : readAt.get(deviceId);
      return read !== undefined && read > observedAt ? { ...judgement, observedAt: read } : judgement;
    };
    const checks = standing.checks.map((check) => ({
      ...check,
      judgements: check.judgements.map((judgement) => fresher(check.checkId, judgement)),
    }));
    return { ...standing, checks, ...lapseOf(standing, checks) };
  };

  const lapseOf = ({ lapsesAt }: PlaceStanding, checks: readonly CheckStanding[]): { readonly lapsesAt?: EpochMs } => {
    if (lapsesAt === undefined) return {};
    const { periods } = engine.declaration();
    const times = checks.flatMap(({ checkId, judgements }) =>
      judgements.flatMap((judgement) =>
        judgement.observedAt === undefined ? [] : judgement.observedAt + periods[kindOf(checkId, judgement)],
      ),
    );
    return times.length === 0 ? { lapsesAt } : { lapsesAt: Math.max(lapsesAt, Math.min(...times)) };
  };

  const changed = (changes: readonly IsolationChange[]): void => {
    for (const change of changes) record(store, change);
    for (const standing of engine.takeTouched()) put(standing);
  };

  return {
    changed,
    async start() {
      const reads = await store.documents(readCollection);
      documents = reads.length;
      for (const { body } of reads) for (const [id, at] of readsOf(body)) readAt.set(id, at);
      const standings: PlaceStanding[] = [];
      for (const { key, body } of await store.documents(collection)) {
        stored.add(key);
        if (isStanding(body)) standings.push(asFreshAs(body));
      }
      const changes = engine.restore(standings, readAt);
      changed(changes);
      cancel = clock.after(isolationLimits.writeReadingsMs, again);
      return changes;
    },
    read(reading) {
      if (isUsable(reading)) readAt.set(reading.deviceId, reading.startedAt);
    },
    apply() {
      const present = new Set(engine.places().map(({ placeId }) => placeId));
      for (const key of stored) {
        if (present.has(key)) continue;
        stored.delete(key);
        store.put({ collection, key, body: undefined });
      }
      const devices = new Set([...present].flatMap((id) => engine.devicesOf(id)));
      for (const id of readAt.keys()) if (!devices.has(id)) readAt.delete(id);
    },
    close() {
      cancel();
      writeReads();
      for (const standing of engine.places()) put(standing);
    },
  };
}

function record(store: Store, change: IsolationChange): void {
  const { placeId, at } = change;
  if (change.what === 'place') {
    const { before, after } = change;
    const { word, deciding, coverage } = after;
    const body = { before: before?.word ?? 'unknown', word, deciding, coverage };
    store.record({ journal: isolationPlaceJournal, at, subject: placeId, body });
    return;
  }
  const { before, after } = change;
  const rows = (after?.judgements ?? [])
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'waived')
    .flatMap(({ deviceId, findings }) => findings.map((finding) => ({ deviceId, ...finding })));
  const body = {
    checkId: after?.checkId ?? before?.checkId,
    before: before?.verdict ?? 'unknown',
    verdict: after?.verdict ?? 'not-applicable',
    severity: after?.severity ?? before?.severity,
    reason: after?.reason ?? null,
    findings: rows.slice(0, rowsInJournal),
    findingCount: (after?.judgements ?? []).reduce((sum, { findingCount }) => sum + findingCount, 0),
  };
  store.record({ journal: isolationCheckJournal, at, subject: placeId, body });
}

function leastOf(ids: readonly string[], times: ReadonlyMap<string, EpochMs>): EpochMs | undefined {
  let least: EpochMs | undefined;
  for (const id of ids) {
    const at = times.get(id);
    if (at === undefined) return undefined;
    least = least === undefined ? at : Math.min(least, at);
  }
  return least;
}

/** What another version wrote is not believed: the place is then unknown until it is read. */
function isStanding(body: unknown): body is PlaceStanding {
  if (typeof body !== 'object' || body === null) return false;
  const { placeId, word, since, checks } = body as Partial<Record<keyof PlaceStanding, unknown>>;
  if (typeof placeId !== 'string' || typeof word !== 'string' || typeof since !== 'number') return false;
  return Array.isArray(checks) && checks.every((check) => isCheck(check));
}

function isCheck(check: unknown): boolean {
  if (typeof check !== 'object' || check === null) return false;
  const { checkId, verdict, judgements } = check as Partial<Record<keyof CheckStanding, unknown>>;
  if (typeof checkId !== 'string' || typeof verdict !== 'string' || !Array.isArray(judgements)) return false;
  return judgements.every((each: Partial<SettledJudgement> | null) => {
    return typeof each?.verdict === 'string' && typeof each.reason?.key === 'string' && Array.isArray(each.findings);
  });
}

function readsOf(body: unknown): readonly [string, EpochMs][] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).filter((entry): entry is [string, EpochMs] => Number.isSafeInteger(entry[1]));
}

import { type Cancel, type Clock, type Message, type Mistake, message } from '../../core/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { ApprovalAnswer, Approvals } from '../approval/approvals.ts';
import type { Actor, Proposal } from '../approval/model.ts';
import type { Custody } from '../custody/custody.ts';
import { isExpectedAtPlace } from '../custody/machine.ts';
import { codeOf } from '../custody/view.ts';
import type { RegisterView } from '../isolation/model.ts';
import { compareStock, readCode } from './compare.ts';
import { moveStockTake, type StockEvent } from './machine.ts';
import {
  type ExpectedTerminal,
  type Network,
  type Scan,
  type StockResult,
  type StockTake,
  stockLimits,
} from './model.ts';
import { countsOf, digestOf, signedBody } from './records.ts';
import { readScanFile } from './scan-file.ts';

const collection = 'stock-takes';
const scanCollection = 'stock-take-scans';
export const stockMatter = 'stock-take';
/** A signed result's place in the ledger is looked for this often until it is on the disk. */
const findRecordMs = 2_000;

export type StockAnswer<T = StockTake> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Message };

/** What a file of scans brought. */
export interface FileOutcome {
  readonly stockTake: StockTake;
  readonly taken: number;
  readonly repeated: number;
  readonly mistakes: readonly Mistake[];
  readonly mistakeCount: number;
}

export interface StockTakes {
  start(): Promise<void>;
  /** Newest first. */
  list(): readonly StockTake[];
  find(id: string): StockTake | undefined;
  scans(id: string): readonly Scan[];
  /** How it stands now; of a finished one, what was or is to be signed. */
  resultOf(stockTake: StockTake): StockResult;
  begin(wish: { readonly placeId: string; readonly by: Actor }): StockAnswer;
  scan(wish: {
    readonly id: string;
    readonly code: string;
    readonly source: Scan['source'];
    readonly network?: Network;
    readonly by: Actor;
  }): StockAnswer<{ readonly scan: Scan; readonly repeated: boolean }>;
  /** Takes a label back that was read by mistake. */
  unscan(wish: { readonly id: string; readonly code: string }): StockAnswer;
  importFile(wish: {
    readonly id: string;
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly by: Actor;
  }): StockAnswer<FileOutcome>;
  /** Proposes the result to a second person. */
  finish(wish: { readonly id: string; readonly note: string; readonly by: Actor }): ApprovalAnswer;
  abandon(wish: { readonly id: string; readonly reason: string; readonly by: Actor }): StockAnswer;
  /** The newest signed one of a place, for ISO-54. */
  newestAt(placeId: string): RegisterView['stockTake'];
  onSigned(listener: (stockTake: StockTake) => void): void;
  close(): void;
}

export function createStockTakes(deps: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append' | 'records'>;
  readonly clock: Clock;
  readonly approvals: Approvals;
  readonly custody: Custody;
  readonly timeZone: () => string;
}): StockTakes {
  const { store, ledger, clock, approvals, custody, timeZone } = deps;
  const takes = new Map<string, StockTake>();
  const scansOf = new Map<string, readonly Scan[]>();
  const listeners: ((stockTake: StockTake) => void)[] = [];
  let cancelFind: Cancel | undefined;

  const refused = (key: string, params: Readonly<Record<string, string | number>> = {}) =>
    ({ ok: false, reason: message(key, params) }) as const;
  const idOf = (subject: string): string => subject.slice('stock-take '.length);
  const newestFirst = (): readonly StockTake[] =>
    [...takes.values()].sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));

  function keep(stockTake: StockTake): StockTake {
    takes.set(stockTake.id, stockTake);
    store.put({ collection, key: stockTake.id, body: stockTake });
    return stockTake;
  }

  function keepScans(id: string, scans: readonly Scan[]): void {
    scansOf.set(id, scans);
    store.put({ collection: scanCollection, key: id, body: scans });
  }

  function trim(placeId: string): void {
    const over = newestFirst()
      .filter((each) => each.placeId === placeId && each.status !== 'counting' && each.status !== 'signing')
      .slice(stockLimits.keptOfPlace);
    for (const { id } of over) {
      takes.delete(id);
      scansOf.delete(id);
      store.put({ collection, key: id, body: undefined });
      store.put({ collection: scanCollection, key: id, body: undefined });
    }
  }

  /** The stock-take, when the event may happen to it now. */
  function open(
    id: string,
    event: StockEvent,
  ): StockAnswer<{ readonly take: StockTake; readonly status: StockTake['status'] }> {
    const take = takes.get(id);
    if (take === undefined) return refused('stocktake.unknown', { id });
    const status = moveStockTake(take.status, event);
    if (status === undefined) return refused('stocktake.refused', { status: `key:stocktake.status.${take.status}` });
    return { ok: true, value: { take, status } };
  }

  function resultOf(stockTake: StockTake): StockResult {
    if (stockTake.result !== undefined) return stockTake.result;
    const { placeId, expected, id } = stockTake;
    return compareStock({
      placeId,
      expected,
      scans: scansOf.get(id) ?? [],
      labelOf: (code) => custody.findByCode(code),
    });
  }

  function carryOut({ subject, proposedBy, decision }: Proposal): void {
    const opened = open(idOf(subject), 'sign');
    if (!opened.ok || decision === undefined) return;
    const { take, status } = opened.value;
    const { by, at } = decision;
    const signed = keep({ ...take, status, signed: { countedBy: proposedBy, by, at } });
    ledger.append({ kind: 'stock-take', subject, body: signedBody(signed, scansOf.get(take.id) ?? []) });
    trim(take.placeId);
    findRecords();
    for (const listener of listeners) listener(signed);
  }

  function sendBack({ subject }: Proposal): void {
    const opened = open(idOf(subject), 'send-back');
    if (!opened.ok) return;
    const { result: _, scansDigest: __, ...take } = opened.value.take;
    keep({ ...take, status: opened.value.status });
  }

  approvals.register(stockMatter, {
    kind: 'stock-take',
    obstacle(proposal) {
      const opened = open(idOf(proposal.subject), 'decision' in proposal ? 'sign' : 'finish');
      if (!opened.ok) return opened.reason;
      const by = (proposal as Partial<Proposal>).decision?.by.user;
      const scanned = (scansOf.get(opened.value.take.id) ?? []).some((scan) => scan.by === by);
      return scanned ? message('stocktake.own-scans') : undefined;
    },
    carryOut,
    dropped: sendBack,
  });

  /** Where signed results stand in the ledger: known when they are on the disk, a second or so after the signature. */
  function findRecords(): void {
    cancelFind?.();
    cancelFind = undefined;
    const wanted = newestFirst().filter(({ signed, record }) => signed !== undefined && record === undefined);
    if (wanted.length === 0) return;
    const looking = wanted.map(async (take) => {
      const subject = `stock-take ${take.id}`;
      const { records } = await ledger.records({ kinds: ['stock-take'], subject, text: '"what":"signed"', limit: 1 });
      const seq = records[0]?.seq;
      const now = takes.get(take.id);
      if (seq !== undefined && now !== undefined) keep({ ...now, record: seq });
    });
    // A ledger that cannot be read says so itself; here it is asked again.
    void Promise.allSettled(looking).then(() => {
      const left = [...takes.values()].some(({ signed, record }) => signed !== undefined && record === undefined);
      if (left) cancelFind ??= clock.after(findRecordMs, findRecords);
    });
  }

  function add(id: string, more: readonly Scan[]): { readonly taken: number; readonly repeated: number } {
    const before = scansOf.get(id) ?? [];
    const known = new Map(before.map((scan) => [scan.code, scan]));
    let repeated = 0;
    let taken = 0;
    for (const scan of more) {
      const earlier = known.get(scan.code);
      if (earlier !== undefined && (scan.network === undefined || scan.network === earlier.network)) {
        repeated += 1;
        continue;
      }
      if (earlier === undefined && known.size >= stockLimits.scans) break;
      known.set(scan.code, scan);
      taken += 1;
    }
    if (taken > 0) keepScans(id, [...known.values()]);
    return { taken, repeated };
  }

  return {
    async start() {
      const [kept, scanned] = await Promise.all([store.documents(collection), store.documents(scanCollection)]);
      for (const { key, body } of kept) if (isStockTake(body)) takes.set(key, body);
      for (const { key, body } of scanned) if (Array.isArray(body) && takes.has(key)) scansOf.set(key, body as Scan[]);
      findRecords();
    },
    list: newestFirst,
    find: (id) => takes.get(id),
    scans: (id) => scansOf.get(id) ?? [],
    resultOf,
    begin({ placeId, by }) {
      const running = newestFirst().find(
        (each) => each.placeId === placeId && (each.status === 'counting' || each.status === 'signing'),
      );
      if (running !== undefined) return refused('stocktake.running', { id: running.id });
      const expected = custody
        .list()
        .filter((entry) => entry.declared && entry.placeId === placeId && isExpectedAtPlace(entry.state))
        .map((entry): ExpectedTerminal => {
          const { terminalId, network, state } = entry;
          return { terminalId, code: codeOf(entry), network, state };
        });
      if (expected.length > stockLimits.expected)
        return refused('stocktake.too-large', { limit: stockLimits.expected });
      const now = clock.now();
      const base = `${placeId}-${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}`;
      let id = base;
      for (let turn = 2; takes.has(id); turn++) id = `${base}-${turn}`;
      const expectedDigest = digestOf(expected);
      const take = keep({ id, placeId, status: 'counting', startedAt: now, startedBy: by, expected, expectedDigest });
      const list = expected.map((line) => ({ ...line }));
      const body: JsonObject = { what: 'started', place: placeId, by: { ...by }, expectedDigest, expected: list };
      ledger.append({ kind: 'stock-take', subject: `stock-take ${id}`, body });
      return { ok: true, value: take };
    },
    scan({ id, code, source, network, by }) {
      const opened = open(id, 'scan');
      if (!opened.ok) return opened;
      const read = readCode(code, stockLimits.codeCharacters);
      if (read === undefined) return refused('stocktake.bad-label', { limit: stockLimits.codeCharacters });
      const seen = network === undefined ? {} : { network };
      const scan: Scan = { code: canonicalCode(read), at: clock.now(), by: by.user, source, ...seen };
      const { taken, repeated } = add(id, [scan]);
      if (taken + repeated === 0) return refused('stocktake.full', { limit: stockLimits.scans });
      return { ok: true, value: { scan, repeated: repeated > 0 } };
    },
    unscan({ id, code }) {
      const opened = open(id, 'scan');
      if (!opened.ok) return opened;
      const scans = scansOf.get(id) ?? [];
      const left = scans.filter((scan) => scan.code !== code);
      if (left.length === scans.length) return refused('stocktake.not-scanned', { code });
      keepScans(id, left);
      return { ok: true, value: opened.value.take };
    },
    importFile({ id, name, bytes, by }) {
      const opened = open(id, 'scan');
      if (!opened.ok) return opened;
      const { take } = opened.value;
      const file = readScanFile({ name, bytes, placeId: take.placeId, timeZone: timeZone(), now: clock.now() });
      const scans = file.scans.map(
        (scan): Scan => ({ ...scan, code: canonicalCode(scan.code), by: by.user, source: 'file' }),
      );
      const { mistakes, mistakeCount } = file;
      return { ok: true, value: { stockTake: take, ...add(id, scans), mistakes, mistakeCount } };
    },
    finish({ id, note, by }) {
      const opened = open(id, 'finish');
      if (!opened.ok) return opened;
      const { take, status } = opened.value;
      const result = resultOf(take);
      const counts = countsOf(result);
      const proposed = approvals.propose({
        matter: stockMatter,
        subject: `stock-take ${id}`,
        summary: message('stocktake.summary', { place: take.placeId, ...counts }),
        reason: note,
        body: { place: take.placeId, expectedDigest: take.expectedDigest, ...counts },
        by,
      });
      if (proposed.ok) keep({ ...take, status, result, scansDigest: digestOf(scansOf.get(id) ?? []) });
      return proposed;
    },
    abandon({ id, reason, by }) {
      const opened = open(id, 'abandon');
      if (!opened.ok) return opened;
      const { take, status } = opened.value;
      const kept = keep({ ...take, status, result: resultOf(take) });
      ledger.append({
        kind: 'stock-take',
        subject: `stock-take ${id}`,
        body: { what: 'abandoned', reason, by: { ...by } },
      });
      trim(take.placeId);
      return { ok: true, value: kept };
    },
    newestAt(placeId) {
      const take = newestFirst().find((each) => each.placeId === placeId && each.record !== undefined);
      if (take?.record === undefined || take.signed === undefined || take.result === undefined) return undefined;
      return { id: take.id, at: take.signed.at, record: take.record, findings: take.result.findings };
    },
    onSigned: (listener) => void listeners.push(listener),
    close: () => cancelFind?.(),
  };

  /** A scanner with Caps Lock on reads the same label: the register's own writing counts. */
  function canonicalCode(code: string): string {
    const known = custody.findByCode(code);
    return known === undefined ? code : codeOf(known);
  }
}

/** Documents of another version are not believed. */
function isStockTake(body: unknown): body is StockTake {
  if (typeof body !== 'object' || body === null) return false;
  const { id, placeId, status, startedAt, expected, expectedDigest } = body as Partial<StockTake>;
  const texts = [id, placeId, status, expectedDigest].every((text) => typeof text === 'string');
  return texts && typeof startedAt === 'number' && Array.isArray(expected);
}

import type { Clock, EpochMs, Message } from '../../core/index.ts';
import { message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { ApprovalAnswer, Approvals } from '../approval/approvals.ts';
import type { Actor, Proposal } from '../approval/model.ts';
import type { RegisteredTerminal } from '../isolation/model.ts';
import { takeDeclared } from './declared.ts';
import { custodyCollection as collection, isCustodyEntry, custodyJournal as journal } from './kept.ts';
import { type InnerBefore, Latch } from './latch.ts';
import { type CustodyEffect, isSilentState, moveCustody } from './machine.ts';
import { type CustodyEntry, type CustodyStep, custodyLimits, type StepWish } from './model.ts';
import { declaredRecords, latchRecord, stepRecord } from './records.ts';
import { codeOf, registeredTerminal } from './view.ts';
import { type FieldFault, faultsOfWish, obstacleOfStep, readWish, wishBody } from './wish.ts';

export const stepMatter = 'terminal-step';

export type StepAnswer =
  | ApprovalAnswer
  | { readonly ok: false; readonly faults: readonly FieldFault[] }
  | { readonly ok: false; readonly unknown: true };

/** The register of terminals. */
export interface Custody {
  /** Puts back what was known. Before `apply` and before the approvals start. */
  start(): Promise<void>;
  /** Takes the inventory as it is now. */
  apply(city: City): Promise<void>;
  /** In the order of their ids; those that the inventory has dropped included. */
  list(): readonly CustodyEntry[];
  find(terminalId: string): CustodyEntry | undefined;
  /** By what its label says. */
  findByCode(code: string): CustodyEntry | undefined;
  innerBefore(entry: CustodyEntry): InnerBefore | undefined;
  history(terminalId: string): Promise<readonly { readonly at: EpochMs; readonly body: unknown }[]>;
  propose(step: { readonly terminalId: string; readonly wish: StepWish; readonly by: Actor }): StepAnswer;
  /** MACs that a switch heard. */
  heard(sighting: { readonly deviceId: string; readonly macs: Iterable<string>; readonly at: EpochMs }): void;
  /** Of one place, for the checks of isolation. */
  terminalsAt(placeId: string): readonly RegisteredTerminal[];
  /** Of all places, those that the inventory has dropped included: whose is which card. */
  everyTerminal(): readonly RegisteredTerminal[];
  /** Of all places: under repair or scrapped. */
  silent(): readonly RegisteredTerminal[];
  /** Told of each step that was made. */
  onStep(listener: (entry: CustodyEntry, step: CustodyStep, effects: readonly CustodyEffect[]) => void): void;
  close(): void;
}

export function createCustody(deps: {
  readonly store: Pick<Store, 'put' | 'documents' | 'record' | 'journal' | 'flush'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly approvals: Approvals;
}): Custody {
  const { store, ledger, clock, approvals } = deps;
  let entries = new Map<string, CustodyEntry>();
  let latch = new Latch();
  const byMac = new Map<string, string>();
  const byCode = new Map<string, string>();
  const byPlace = new Map<string, string[]>();
  const latched = new Set<string>();
  const seenWrittenAt = new Map<string, EpochMs>();
  const listeners: ((entry: CustodyEntry, step: CustodyStep, effects: readonly CustodyEffect[]) => void)[] = [];
  const views = new Map<string, readonly RegisteredTerminal[]>();
  let silent: readonly RegisteredTerminal[] | undefined;

  const idOf = (subject: string): string => subject.slice('terminal '.length);
  const put = (entry: CustodyEntry): void => store.put({ collection, key: entry.terminalId, body: entry });

  function index(): void {
    latch = new Latch();
    byMac.clear();
    byCode.clear();
    byPlace.clear();
    for (const entry of entries.values()) {
      latch.remember(entry);
      if (!entry.declared) continue;
      for (const mac of entry.macs) byMac.set(mac, entry.terminalId);
      byCode.set(codeOf(entry), entry.terminalId);
      const there = byPlace.get(entry.placeId) ?? [];
      there.push(entry.terminalId);
      byPlace.set(entry.placeId, there);
    }
    forgetViews();
  }

  function forgetViews(): void {
    views.clear();
    silent = undefined;
  }

  function replace(entry: CustodyEntry): void {
    entries.set(entry.terminalId, entry);
    put(entry);
    forgetViews();
  }

  /** Each terminal that is outer and was inner is put on record once, when it is found. */
  function watchLatch(): void {
    for (const entry of entries.values()) {
      const before = entry.declared && entry.network === 'outer' ? latch.innerBefore(entry) : undefined;
      const key = `${entry.terminalId} ${before?.identity}`;
      if (before === undefined || latched.has(key)) continue;
      latched.add(key);
      store.put({ collection: `${collection}-latched`, key, body: clock.now() });
      ledger.append(latchRecord(entry, before));
    }
  }

  function obstacle({ subject, body }: Pick<Proposal, 'subject' | 'body'>): Message | undefined {
    const entry = entries.get(idOf(subject));
    const wish = readWish(body);
    if (entry === undefined || wish === undefined) return message('custody.step.unknown', { id: idOf(subject) });
    return obstacleOfStep(entry.state, wish);
  }

  function carryOut(proposal: Proposal): void {
    const entry = entries.get(idOf(proposal.subject));
    const wish = readWish(proposal.body);
    const { decision } = proposal;
    if (entry === undefined || wish === undefined || decision === undefined) return;
    const move = moveCustody(entry.state, wish.event);
    if (!move.ok) return;
    const persons = { proposal: proposal.id, proposedBy: proposal.proposedBy, approvedBy: decision.by };
    const step: CustodyStep = { ...wish, from: entry.state, to: move.state, ...persons, at: clock.now() };
    const { absenceUntil, ...rest } = entry;
    const absence = wish.absenceUntil ?? (move.effects.includes('end-absence') ? undefined : absenceUntil);
    const next: CustodyEntry = {
      ...rest,
      state: move.state,
      since: move.state === entry.state ? entry.since : step.at,
      custodian: wish.custodian,
      lastStep: wish.event === 'allow-absence' ? (entry.lastStep ?? step) : step,
      ...(absence === undefined ? {} : { absenceUntil: absence }),
    };
    replace(next);
    store.record({ journal, at: step.at, subject: entry.terminalId, body: step });
    ledger.append(stepRecord(entry.terminalId, step));
    for (const listener of listeners) listener(next, step, move.effects);
  }

  approvals.register(stepMatter, { kind: 'terminal', obstacle, carryOut });

  return {
    async start() {
      const [kept, found] = await Promise.all([store.documents(collection), store.documents(`${collection}-latched`)]);
      entries = new Map(kept.flatMap(({ key, body }) => (isCustodyEntry(body) ? [[key, body] as const] : [])));
      for (const { key } of found) latched.add(key);
      index();
    },
    async apply(city) {
      const taken = takeDeclared(entries, city.terminals.values(), clock.now());
      entries = taken.entries;
      index();
      for (const record of declaredRecords(taken.changes)) ledger.append(record);
      watchLatch();
      for (const [count, { entry }] of taken.changes.entries()) {
        put(entry);
        // A disk that does not take them must not stop the start: the store says so itself, and they are written later.
        if (count % custodyLimits.putsPerFlush === custodyLimits.putsPerFlush - 1) await store.flush().catch(() => {});
      }
    },
    list: () => [...entries.values()].sort((a, b) => (a.terminalId < b.terminalId ? -1 : 1)),
    find: (terminalId) => entries.get(terminalId),
    findByCode(code) {
      const id = byCode.get(code) ?? byCode.get(code.toUpperCase());
      return id === undefined ? undefined : entries.get(id);
    },
    innerBefore: (entry) => latch.innerBefore(entry),
    async history(terminalId) {
      const found = await store.journal({ journal, subject: terminalId, limit: custodyLimits.historyEntries });
      return found.toReversed();
    },
    propose({ terminalId, wish, by }) {
      const entry = entries.get(terminalId);
      if (entry === undefined) return { ok: false, unknown: true };
      const faults = faultsOfWish(wish, clock.now());
      if (faults.length > 0) return { ok: false, faults };
      const body: JsonObject = wishBody(wish);
      const summary = message('custody.step.summary', { event: `key:custody.event.${wish.event}`, id: terminalId });
      return approvals.propose({
        matter: stepMatter,
        subject: `terminal ${terminalId}`,
        summary,
        reason: wish.reason,
        body,
        by,
      });
    },
    heard({ deviceId, macs, at }) {
      for (const mac of macs) {
        const entry = entries.get(byMac.get(mac) ?? '');
        if (entry === undefined || (entry.lastSeenAt ?? 0) >= at) continue;
        const { terminalId } = entry;
        const seen = { ...entry, lastSeenAt: at, lastSeenSwitch: deviceId };
        entries.set(terminalId, seen);
        views.delete(entry.placeId);
        if (isSilentState(entry.state)) silent = undefined;
        if (at - (seenWrittenAt.get(terminalId) ?? 0) < custodyLimits.writeSeenEveryMs) continue;
        seenWrittenAt.set(terminalId, at);
        put(seen);
      }
    },
    terminalsAt(placeId) {
      const known = views.get(placeId);
      if (known !== undefined) return known;
      const made = (byPlace.get(placeId) ?? []).flatMap((id) => {
        const entry = entries.get(id);
        return entry === undefined ? [] : [registeredTerminal(entry, latch)];
      });
      views.set(placeId, made);
      return made;
    },
    everyTerminal: () => [...entries.values()].map((entry) => registeredTerminal(entry, latch)),
    silent() {
      silent ??= [...entries.values()]
        .filter(({ state }) => isSilentState(state))
        .map((entry) => registeredTerminal(entry, latch));
      return silent;
    },
    onStep: (listener) => void listeners.push(listener),
    close() {
      for (const entry of entries.values()) {
        if ((entry.lastSeenAt ?? 0) > (seenWrittenAt.get(entry.terminalId) ?? 0)) put(entry);
      }
    },
  };
}

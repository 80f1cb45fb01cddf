import type { FaultReason, PollFault } from '../observation.ts';
import { compareOids } from './oid.ts';
import type { SnmpResult, SnmpSession } from './snmp-session.ts';
import type { SnmpTarget } from './target.ts';
import type { SnmpValue, Varbind } from './varbind.ts';

/** How the imagined agent answers. */
export interface FakeAgentHabits {
  /** Answers are cut after so many varbinds. */
  cutAfter: number;
  /** tooBig for requests that would give more varbinds than this. */
  tooBigAbove: number;
  /** A GETBULK gets an answer without a value. */
  emptyBulk: boolean;
  /** Silence to requests that would give more varbinds than this, as when fragments are lost. */
  silentAbove: number;
  /** genErr for this column. */
  failingColumn: string | undefined;
}

/** A session with an agent that lives in memory; every request is recorded. */
export class FakeSession implements SnmpSession {
  readonly target: SnmpTarget = { transport: 'udp4', host: '192.0.2.1', port: 161 };
  version: 'v1' | 'v2c' | 'v3' = 'v2c';
  effort: 'full' | 'probe' = 'full';
  readonly asked: {
    readonly verb: 'get' | 'next' | 'bulk';
    readonly oids: readonly string[];
    readonly repetitions: number;
  }[] = [];
  readonly habits: FakeAgentHabits = {
    cutAfter: Number.POSITIVE_INFINITY,
    tooBigAbove: Number.POSITIVE_INFINITY,
    emptyBulk: false,
    silentAbove: Number.POSITIVE_INFINITY,
    failingColumn: undefined,
  };
  boots: number | undefined;
  closed = false;
  #rows = new Map<string, SnmpValue>();
  #order: string[] | undefined;
  #faults: FaultReason[] = [];
  #responses = 0;

  constructor(rows: Readonly<Record<string, SnmpValue>> = {}) {
    for (const [oid, value] of Object.entries(rows)) this.#rows.set(oid, value);
  }

  /** Adds or replaces a value; undefined takes it away. */
  set(oid: string, value: SnmpValue | undefined): void {
    this.#order = undefined;
    if (value === undefined) this.#rows.delete(oid);
    else this.#rows.set(oid, value);
  }

  /** The next requests end so, in this order. */
  failNext(...reasons: FaultReason[]): void {
    this.#faults.push(...reasons);
  }

  get tally() {
    return { requests: this.asked.length, responses: this.#responses };
  }

  get(part: string, oids: readonly string[]): Promise<SnmpResult> {
    return this.#answer(part, 'get', oids, 0, () => {
      const found = oids.map((oid) => this.#varbind(oid));
      const missing = found.indexOf(undefined);
      if (this.version === 'v1' && missing >= 0) return fail(part, 'no-such-name', missing + 1);
      return { ok: true, varbinds: found.map((varbind, i) => varbind ?? none(oids[i] ?? '', 'noSuchInstance')) };
    });
  }

  getNext(part: string, oids: readonly string[]): Promise<SnmpResult> {
    return this.#answer(part, 'next', oids, 1, () => {
      const found = oids.map((oid) => this.after(oid));
      const ended = found.findIndex((varbind) => varbind.type === 'endOfMibView');
      return this.version === 'v1' && ended >= 0
        ? fail(part, 'no-such-name', ended + 1)
        : { ok: true, varbinds: found };
    });
  }

  getBulk(part: string, oids: readonly string[], maxRepetitions: number): Promise<SnmpResult> {
    if (this.version === 'v1') return this.getNext(part, oids);
    return this.#answer(part, 'bulk', oids, maxRepetitions, () => {
      const varbinds: Varbind[] = [];
      let cursors = oids;
      for (let i = 0; i < maxRepetitions && !this.habits.emptyBulk; i++) {
        const found = cursors.map((oid) => this.after(oid));
        varbinds.push(...found);
        cursors = found.map((varbind) => varbind.oid);
      }
      return { ok: true, varbinds: varbinds.slice(0, this.habits.cutAfter) };
    });
  }

  engineBoots(): number | undefined {
    return this.boots;
  }

  takeNotes(): readonly PollFault[] {
    return [];
  }

  close(): void {
    this.closed = true;
  }

  /** What follows a name; a test may replace this to make the agent go in circles. */
  after(oid: string): Varbind {
    this.#order ??= [...this.#rows.keys()].sort(compareOids);
    const next = this.#order.find((candidate) => compareOids(candidate, oid) > 0);
    return (next === undefined ? undefined : this.#varbind(next)) ?? none(oid, 'endOfMibView');
  }

  #varbind(oid: string): Varbind | undefined {
    const value = this.#rows.get(oid);
    return value === undefined ? undefined : { oid, ...value };
  }

  async #answer(
    part: string,
    verb: 'get' | 'next' | 'bulk',
    oids: readonly string[],
    repetitions: number,
    make: () => SnmpResult,
  ): Promise<SnmpResult> {
    this.asked.push({ verb, oids, repetitions });
    await Promise.resolve();
    if (this.closed) return fail(part, 'internal', 0);
    const forced = this.#faults.shift();
    const size = oids.length * Math.max(1, repetitions);
    const failing = oids.findIndex((oid) => `${oid}.`.startsWith(`${this.habits.failingColumn}.`));
    if (forced === 'timeout' || size > this.habits.silentAbove) return fail(part, 'timeout', 0);
    this.#responses++;
    if (forced !== undefined) return fail(part, forced, 0);
    if (size > this.habits.tooBigAbove) return fail(part, 'too-big', 0);
    return failing >= 0 ? fail(part, 'general-error', failing + 1) : make();
  }
}

function fail(part: string, reason: FaultReason, errorIndex: number): SnmpResult {
  return { ok: false, fault: { reason, part, detail: 'as the test wants it' }, errorIndex };
}

function none(oid: string, type: 'noSuchInstance' | 'endOfMibView'): Varbind {
  return { oid, type, value: null };
}

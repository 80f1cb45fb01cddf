import { appendFileSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createDelivery, type Delivery } from './agent/delivery.ts';
import { type Taken, take } from './hub/take.ts';
import { fakeBody, numberOf, smallDisk, spoolStage } from './spool/spool.fake.ts';
import type { Spool } from './spool/spool.ts';

const stage = spoolStage();
afterEach(() => stage.end());

/** Everything that a hub has on its disk: it changes as a whole, or not at all. */
interface HubDisk {
  readonly taken: Taken | undefined;
  /** Number and content, in the order of arrival. */
  readonly received: readonly (readonly [number, number])[];
  readonly lost: readonly (readonly [number, number])[];
}

const steps = [
  'keep',
  'keep',
  'keep',
  'deliver',
  'deliver',
  'answer-lost',
  'hub-killed',
  'collector-killed',
  'collector-killed-torn',
  'disk-full',
  'disk-free',
  'hub-backup',
  'hub-restore',
  'folder-copied',
  'folder-set-back',
] as const;
type Step = (typeof steps)[number];

/** A collector and its hub, without wires between them. */
async function pair(options: { readonly keptBytes?: number } = {}) {
  const clock = new FakeClock();
  const folder = stage.newFolder();
  const aside = stage.newFolder();
  const disk = smallDisk();
  const open = () => stage.open(folder, { clock, segmentBytes: 900, files: disk.files, ...options });
  let spool: Spool = await open();
  let hub: HubDisk = { taken: undefined, received: [], lost: [] };
  let backup = hub;
  let trouble: 'none' | 'answer-lost' | 'hub-killed' = 'none';
  let made = 0;
  const kept: number[] = [];
  let isCopied = false;

  const delivery = (): Delivery =>
    createDelivery({
      spool,
      onForked: () => {},
      ask: async ({ before, records, gaps }) => {
        const known = hub.taken;
        const result = take(known, { spool: spool.id, delivered: spool.delivered, before, records, gaps });
        const stand = { taken: known?.sequence ?? 0, digest: known?.digest ?? '0'.repeat(32) };
        if (result.kind === 'malformed') return { ok: false, fault: 'protocol' };
        if (result.kind !== 'taken') return { ok: false, fault: result.kind, ...stand };
        if (trouble === 'hub-killed') throw new Error('connection reset');
        const fresh = result.fresh.map(({ s, r }) => [s, Number(r?.probeId.slice('probe-'.length))] as const);
        const lost = result.gaps.map(({ from, to }) => [from, to] as const);
        hub = { taken: result.taken, received: [...hub.received, ...fresh], lost: [...hub.lost, ...lost] };
        if (trouble === 'answer-lost') throw new Error('connection reset');
        const { sequence, digest } = result.taken;
        return { ok: true, taken: sequence, digest, now: clock.now(), renew: false };
      },
    });
  let delivering = delivery();

  const reopen = async (): Promise<void> => {
    await spool.close();
    spool = await open();
    delivering = delivery();
  };

  const run = async (what: typeof trouble): Promise<void> => {
    trouble = what;
    await delivering.run().catch(() => undefined);
  };

  const step: Record<Step, () => Promise<void>> = {
    async keep() {
      const n = ++made;
      if ((await spool.append(fakeBody(n, clock))) !== undefined) kept.push(n);
    },
    deliver: () => run('none'),
    'answer-lost': () => run('answer-lost'),
    'hub-killed': () => run('hub-killed'),
    'collector-killed': reopen,
    async 'collector-killed-torn'() {
      await spool.close();
      const [last] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.spool'))
        .sort()
        .reverse();
      if (last !== undefined) appendFileSync(join(folder, last), Buffer.from('FZ\0\0 half of what was to come'));
      await reopen();
    },
    async 'disk-full'() {
      disk.leftBytes = 0;
    },
    async 'disk-free'() {
      disk.leftBytes = Number.POSITIVE_INFINITY;
    },
    async 'hub-backup'() {
      backup = hub;
    },
    async 'hub-restore'() {
      hub = backup;
    },
    async 'folder-copied'() {
      await spool.close();
      rmSync(aside, { recursive: true });
      cpSync(folder, aside, { recursive: true });
      isCopied = true;
      await reopen();
    },
    async 'folder-set-back'() {
      if (!isCopied) return;
      await spool.close();
      rmSync(folder, { recursive: true });
      cpSync(aside, folder, { recursive: true });
      await reopen();
    },
  };
  return {
    step,
    kept,
    get hub() {
      return hub;
    },
    get spool() {
      return spool;
    },
    async end() {
      disk.leftBytes = Number.POSITIVE_INFINITY;
      // A fork is found with the first; what it cost is told with the second.
      for (let times = 0; times < 2; times++) {
        await step.keep();
        await run('none');
      }
    },
  };
}

const countOf = (gaps: HubDisk['lost']): number => gaps.reduce((sum, [from, to]) => sum + to - from + 1, 0);

describe('what a collector kept', () => {
  it('arrives exactly once and in order, whoever is killed, cut off or full, at whatever moment', async () => {
    const harmless = steps.filter((one) => !one.startsWith('folder') && !one.startsWith('hub-re'));
    const property = fc.asyncProperty(fc.array(fc.constantFrom(...harmless), { maxLength: 40 }), async (list) => {
      const both = await pair();
      for (const one of list) await both.step[one]();
      await both.end();
      const numbers = both.hub.received.map(([number]) => number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      const contents = both.hub.received.map(([, content]) => content);
      expect(contents).toEqual(both.kept.filter((n) => contents.includes(n)));
      // What is missing was dropped to make room on a full disk, and is told number by number.
      const missing = both.kept.length - contents.length;
      expect(missing).toBeLessThanOrEqual(countOf(both.hub.lost));
      if (!list.includes('disk-full')) expect([missing, both.hub.lost]).toEqual([0, []]);
      await stage.end();
    });
    await fc.assert(property, { numRuns: 120 });
  });

  it('is never there twice and never gone without a word, even when the hub or the folder is set back', async () => {
    const property = fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 40 }), async (list) => {
      const both = await pair();
      for (const one of list) await both.step[one]();
      await both.end();
      const numbers = both.hub.received.map(([number]) => number);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      const contents = both.hub.received.map(([, content]) => content);
      expect(contents.length).toBe(new Set(contents).size);
      // Every number up to the last is a record that came, or in a gap that was told.
      expect(both.hub.received.length + countOf(both.hub.lost)).toBe(both.hub.taken?.sequence ?? 0);
      expect(both.hub.taken?.sequence ?? 0).toBe(both.spool.last);
      expect(both.hub.received.at(-1)?.[1]).toBe(both.kept.at(-1));
      await stage.end();
    });
    await fc.assert(property, { numRuns: 120 });
  });

  it('is delivered again to a hub that was restored from a backup, as far as the spool reaches; the rest is told', async () => {
    const both = await pair();
    for (let n = 0; n < 5; n++) await both.step.keep();
    await both.step.deliver();
    await both.step['hub-backup']();
    for (let n = 0; n < 5; n++) await both.step.keep();
    await both.step.deliver();
    await both.step['hub-restore']();
    await both.step.deliver();
    expect(both.hub.received.map(([, content]) => content)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const small = await pair({ keptBytes: 1_500 });
    for (let n = 0; n < 4; n++) await small.step.keep();
    await small.step['hub-backup']();
    await small.step.deliver();
    for (let n = 0; n < 9; n++) {
      await small.step.keep();
      await small.step.deliver();
    }
    await small.step['hub-restore']();
    await small.step.deliver();
    expect(small.hub.lost).toEqual([[1, small.spool.first - 1]]);
    expect(small.hub.received[0]?.[0]).toBe(small.spool.first);
  });

  it('is told apart from what a second machine with a copy of the folder sends', async () => {
    const both = await pair();
    for (let n = 0; n < 3; n++) await both.step.keep();
    await both.step.deliver();
    await both.step['folder-copied']();
    for (let n = 0; n < 2; n++) await both.step.keep();
    await both.step.deliver();
    // The copy made something else of the same numbers.
    await both.step['folder-set-back']();
    for (let n = 0; n < 4; n++) await both.step.keep();
    await both.step.deliver();
    expect(both.hub.received.map(([, content]) => content)).toEqual([1, 2, 3, 4, 5]);
    await both.step.keep();
    await both.step.deliver();
    expect(both.hub.received.map(([, content]) => content)).toEqual([1, 2, 3, 4, 5, 10]);
    expect(both.hub.lost).toEqual([[6, 9]]);
  });

  it('is nothing that a request may make up', () => {
    const text = (s: number, d: string) =>
      JSON.stringify({ s, d, w: 1, m: 1, b: 'b', r: (fakeBody(s) as { result: unknown }).result });
    const none = '0'.repeat(32);
    const first = text(1, none);
    const offer = { spool: 'one', delivered: 0, before: none, gaps: [] };
    const begun = take(undefined, { ...offer, records: [first] });
    expect(begun).toMatchObject({ kind: 'taken', taken: { sequence: 1 } });
    expect(numberOf(first)).toBe(1);
    const known = begun.kind === 'taken' ? begun.taken : undefined;
    const bound = { ...offer, before: known?.digest ?? '' };
    expect(take(known, { ...bound, records: [text(3, bound.before)] }).kind).toBe('behind');
    expect(take(known, { ...bound, records: [text(2, bound.before), text(3, none)] }).kind).toBe('malformed');
    expect(take(known, { ...offer, before: 'f'.repeat(32), records: [text(2, 'f'.repeat(32))] }).kind).toBe('forked');
    expect(take(known, { ...offer, records: ['{}'] }).kind).toBe('malformed');
    expect(take(known, { ...offer, records: [first] })).toMatchObject({ kind: 'taken', fresh: [] });
    const gap = (from: number, to: number) => ({ from, to, reason: 'dropped' }) as const;
    const late = { ...bound, records: [text(5, bound.before)] };
    expect(take(known, { ...late, gaps: [gap(2, 3)] }).kind).toBe('behind');
    expect(take(known, { ...late, gaps: [gap(2, 9)] }).kind).toBe('behind');
    expect(take(known, { ...late, gaps: [gap(2, 2), gap(3, 4)] })).toMatchObject({
      kind: 'taken',
      taken: { sequence: 5 },
      gaps: [gap(2, 2), gap(3, 4)],
    });
  });
});

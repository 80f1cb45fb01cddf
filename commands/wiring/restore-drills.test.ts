import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Matter, Proposal } from '../../audit/index.ts';
import type { CatalogueSnapshot, RestoreOutcome, RestoreWish } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { type BackupsSettings, backupsDefaults, type Inventory, loadInventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { withStandIns } from '../configuration.ts';
import { openRestoreDrills, type RestoreDrills, type TryRestore } from './restore-drills.ts';

const read = await loadInventory({
  source: join(import.meta.dirname, '../../inventory/city'),
  env: withStandIns({}).env,
});
if (!read.ok) throw new Error('the reference city is not sound');
const reference = read.value;
const [first, second] = [...reference.city.backups.values()];
const repositoryId = first?.repository ?? '';
const setId = first?.id ?? '';
const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };
const good: RestoreOutcome = {
  ...{ ok: true, sampled: true, verifyMs: 10, checks: [], level: 3, fault: undefined },
  restored: { bytes: 10, files: 1, restoreMs: 20 },
};

let folder: string;
let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let records: NewRecord[];
let wishes: RestoreWish[];
let matter: Matter | undefined;
let settings: BackupsSettings;
let answer: (...call: Parameters<TryRestore>) => Promise<RestoreOutcome>;
let drills: RestoreDrills;

async function open(): Promise<RestoreDrills> {
  const inventory = (): Inventory => ({
    ...reference,
    settings: { ...reference.settings, dataFolder: folder, backups: settings },
  });
  const snapshot: CatalogueSnapshot = { id: 's1', tags: [], host: '', paths: [], startedAt: clock.now() - 3_600_000 };
  return openRestoreDrills({
    ...{ inventory, store, clock, log: silentLog, ledger: { append: (record) => void records.push(record) } },
    approvals: {
      register: (_, part) => {
        matter = part;
      },
      propose: () => ({ ok: false, reason: { key: 'x' } }),
    },
    backups: () => ({ snapshotsOf: (id) => (id === setId || id === second?.id ? [snapshot] : []) }),
    attempt(...call) {
      wishes.push(call[0]);
      return answer(...call);
    },
  });
}
const approved = (sample?: number): Proposal => ({
  ...{
    id: 'p',
    matter: 'restore-drill',
    subject: `backup ${setId}`,
    summary: { key: 'x' },
    reason: '季度演练',
    state: 'approved',
  },
  ...{
    body: { backupId: setId, ...(sample === undefined ? {} : { sample }) },
    proposedBy: li,
    proposedAt: 0,
    lapsesAt: 1,
  },
  decision: { by: wang, at: 1, note: '' },
});
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fz-drills-'));
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  [records, wishes] = [[], []];
  answer = async () => good;
  const repository = {
    id: repositoryId,
    tool: 'manifest',
    access: { by: 'path' },
    location: '/srv',
    password: undefined,
  } as const;
  const other = { sql: undefined, immutable: false, medium: 'disk', place: 'x', copies: [] };
  settings = { ...backupsDefaults, repositories: new Map([[repositoryId, { ...repository, ...other }]]) };
  drills = await open();
});
afterEach(async () => {
  await drills.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('a drill that two persons want is run, put on record with both, and becomes the proof of its set', async () => {
  matter?.carryOut(approved(5));
  await settled();
  expect(wishes).toMatchObject([{ sample: 5, snapshot: { id: 's1' }, proof: { kind: 'manifest' } }]);
  expect(records).toMatchObject([
    {
      kind: 'drill',
      subject: `backup ${setId}`,
      body: { ok: true, level: 3, cause: { proposedBy: li, approvedBy: wang } },
    },
  ]);
  expect(drills.proofOf(setId)).toMatchObject({ at: clock.now(), ok: true, level: 3, sampled: true });
  expect(drills.standing(setId)).toMatchObject({ state: 'idle', results: [{ rpoMs: 3_600_000 }] });
});

it('results outlive a restart, and one that was under way when Fangzhou ended says nothing', async () => {
  matter?.carryOut(approved());
  await settled();
  answer = () => new Promise(() => undefined);
  matter?.carryOut(approved());
  await settled();
  expect(drills.standing(setId)?.state).toBe('running');
  const again = await open();
  expect(again.standing(setId)).toMatchObject({ state: 'idle', results: [{ ok: true }] });
  expect(records).toHaveLength(1);
  const stopped = drills.stop();
  await clock.advance(5_000);
  await stopped;
});

it('without a declaration nothing is tried unattended; with it, one set after the other, a sample each', async () => {
  drills.start();
  await clock.advance(3_600_000);
  expect(wishes).toEqual([]);
  settings = { ...settings, drills: { unattended: true, sample: 7 } };
  await clock.advance(60_000);
  await settled();
  await clock.advance(60_000);
  await settled();
  expect(wishes.map(({ sample }) => sample)).toEqual([7, 7]);
  await clock.advance(3_600_000);
  await settled();
  expect(wishes).toHaveLength(2);
  expect(records.every(({ body }) => (body.cause as { kind: string }).kind === 'schedule')).toBe(true);
});

it('one that failed is told with its reason, and is no proof', async () => {
  const fault = { reason: 'hash-differs', text: { key: 'collector.restore.hash-differs' }, said: 'v3.txt' } as const;
  answer = async () => ({ ...good, ok: false, level: undefined, fault });
  matter?.carryOut(approved());
  await settled();
  expect(drills.proofOf(setId)).toMatchObject({ ok: false });
  expect(records[0]?.body).toMatchObject({ ok: false, fault: { reason: 'hash-differs', said: 'v3.txt' } });
});

it('one that a person ends tells who and why, proves nothing and spoils no proof; one that waits is dropped', async () => {
  matter?.carryOut(approved());
  await settled();
  const stopped = { reason: 'stopped', text: { key: 'collector.restore.stopped' }, said: '' } as const;
  answer = (_, signal, moved) =>
    new Promise((ended) => {
      moved({ phase: 'restoring', bytes: 7 });
      signal.addEventListener('abort', () => ended({ ...good, ok: false, level: undefined, fault: stopped }));
    });
  matter?.carryOut(approved());
  const waiting = second?.id ?? '';
  matter?.carryOut({ ...approved(), body: { backupId: waiting } });
  await settled();
  expect(drills.standing(setId)).toMatchObject({ state: 'running', progress: { phase: 'restoring', bytes: 7 } });
  expect(drills.standing(waiting)?.state).toBe('waiting');
  expect(drills.abort({ backupId: waiting, reason: 'x', by: li })).toBe(true);
  expect(drills.standing(waiting)?.state).toBe('idle');
  expect(drills.abort({ backupId: setId, reason: '磁盘要用', by: li })).toBe(true);
  await settled();
  expect(drills.standing(setId)).toMatchObject({
    state: 'idle',
    results: [{ ok: false, abortedBy: li }, { ok: true }],
  });
  expect(drills.proofOf(setId)).toMatchObject({ ok: true });
  expect(records.map(({ body }) => [body.what, body.reason ?? body.abortReason])).toEqual([
    ['restore-drill', undefined],
    ['restore-drill-dropped', 'x'],
    ['restore-drill', '磁盘要用'],
  ]);
  expect(drills.abort({ backupId: setId, reason: 'x', by: li })).toBe(false);
  expect(wishes).toHaveLength(2);
});

it('a set that nobody knows, that has no described repository, or that runs already, is refused in words', async () => {
  expect(matter?.obstacle({ subject: '', body: { backupId: 'nobody' } })?.key).toBe('backups.drill.unknown');
  const elsewhere = [...reference.city.backups.values()].find(({ repository }) => repository !== repositoryId);
  expect(matter?.obstacle({ subject: '', body: { backupId: elsewhere?.id ?? '' } })?.key).toBe(
    'backups.drill.no-repository',
  );
  const { repositories } = settings;
  const [described] = [...repositories.values()];
  if (described === undefined) throw new Error('none described');
  settings = { ...settings, repositories: new Map([[repositoryId, { ...described, tool: 'bareos' }]]) };
  expect(matter?.obstacle({ subject: '', body: { backupId: setId } })).toMatchObject({
    ...{ key: 'backups.drill.unsupported', params: { by: 'bareos' } },
  });
  settings = { ...settings, repositories };
  answer = () => new Promise(() => undefined);
  matter?.carryOut(approved());
  expect(matter?.obstacle({ subject: '', body: { backupId: setId } })?.key).toBe('backups.drill.waits');
  const stopped = drills.stop();
  await clock.advance(5_000);
  await stopped;
});

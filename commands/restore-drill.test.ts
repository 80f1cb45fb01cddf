import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Stage } from '../api/stage.fake.ts';
import { forgetWhereabouts } from '../api/whereabouts.ts';
import type { CatalogueSnapshot, RestoreOutcome } from '../collector/index.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { message, silentLog } from '../core/index.ts';
import { backupsDefaults, loadInventory, type RepositorySettings } from '../inventory/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import { withStandIns } from './configuration.ts';
import { fangzhou } from './run.fake.ts';
import { servedStage } from './served.fake.ts';
import { openRestoreDrills } from './wiring/restore-drills.ts';

let stage: Stage;
let setId: string;
let elsewhere: string;
let attempted: (number | undefined)[];
let outcome: RestoreOutcome;
const clock = new FakeClock();

beforeAll(async () => {
  const source = join(import.meta.dirname, '../inventory/city');
  const read = await loadInventory({ source, env: withStandIns({}).env });
  if (!read.ok) throw new Error('the reference city is not sound');
  const { city, settings } = read.value;
  const [first] = [...city.backups.values()];
  if (first === undefined) throw new Error('no data sets');
  setId = first.id;
  elsewhere = [...city.backups.values()].find(({ repository }) => repository !== first.repository)?.id ?? '';
  const repository: RepositorySettings = {
    ...{ id: first.repository, location: '/srv', password: undefined, sql: undefined, immutable: false },
    ...{ medium: 'disk', place: 'x', copies: [] },
    tool: 'manifest',
    access: { by: 'path' },
  };
  const backups = { ...backupsDefaults, repositories: new Map([[repository.id, repository]]) };
  const store = createFakeStore({ kinds: [], clock });
  const ledger = { append: () => {} };
  const registered: (() => void)[] = [];
  attempted = [];
  const snapshot: CatalogueSnapshot = { id: 's1', tags: [], host: '', paths: [], startedAt: clock.now() };
  const restoreDrills = await openRestoreDrills({
    ...{ store, ledger, clock, log: silentLog },
    approvals: {
      register: (matter, part) => void registered.push(() => stage.keeping.approvals.register(matter, part)),
      propose: (wish) => stage.keeping.approvals.propose(wish),
    },
    inventory: () => ({ ...read.value, settings: { ...settings, backups } }),
    backups: () => ({ snapshotsOf: () => [snapshot] }),
    async attempt({ sample }, signal) {
      attempted.push(sample);
      if (outcome.ok || sample !== 5) return outcome;
      const { promise, resolve } = Promise.withResolvers<RestoreOutcome>();
      const fault = { reason: 'stopped', text: message('collector.restore.stopped'), said: '' } as const;
      signal.addEventListener('abort', () => resolve({ ...outcome, fault }));
      return promise;
    },
  });
  stage = await servedStage({ restoreDrills });
  for (const then of registered) then();
});
afterAll(() => stage.close());

async function drill(...args: readonly string[]) {
  return fangzhou(['restore-drill', ...args], { env: { FANGZHOU_DATA: stage.dataFolder, FANGZHOU_LANG: 'en' } });
}
async function approve(id: string): Promise<void> {
  const by = { user: 'wang', role: 'approver' };
  expect(stage.keeping.approvals.decide({ id, verdict: 'approve', by, note: '' }).ok).toBe(true);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

it('proposes a drill, which is run when a second person approves it, and lists how it ended', async () => {
  expect((await drill()).out).toBe('no restore drill yet\n');
  outcome = {
    ...{ ok: true, sampled: false, verifyMs: 500, checks: [], level: 4, fault: undefined },
    restored: { bytes: 10, files: 1, restoreMs: 1_500 },
  };
  const asked = await drill(setId, '--whole', '--reason', 'quarterly');
  expect([asked.code, asked.out]).toEqual([0, expect.stringContaining('a second person approves it')]);
  expect(attempted).toEqual([]);
  const [proposal] = stage.keeping.approvals.list();
  expect(proposal).toMatchObject({ matter: 'restore-drill', reason: 'quarterly', proposedBy: { role: 'admin' } });
  expect((await drill(setId, '--reason', 'again')).code).toBe(1);
  await approve(proposal?.id ?? '');
  const listed = await drill('list', '--lang', 'zh-CN');
  expect([listed.code, listed.out]).toEqual([0, expect.stringContaining('证明等级 L4；RTO 2 秒')]);

  const fault = {
    reason: 'tool-failed',
    text: message('collector.restore.tool-failed'),
    said: 'pack is gone',
  } as const;
  outcome = { ...outcome, ok: false, level: undefined, fault };
  await approve(JSON.parse((await drill(setId, '--sample', '3', '--reason', 'x', '--json')).out).proposal.id);
  expect(attempted).toEqual([undefined, 3]);
  expect(await drill()).toMatchObject({ code: 1, out: expect.stringMatching(/FAILED at .* pack is gone/) });
  expect(JSON.parse((await drill('--json')).out)).toMatchObject({ total: 1, drills: [{ dataSetId: setId }] });
});

it('ends one that runs when told why, and tells who did', async () => {
  const asked = JSON.parse((await drill(setId, '--sample', '5', '--reason', 'x', '--json')).out);
  expect((await drill()).out).toContain(`${setId}: proposed by access token`);
  await approve(asked.proposal.id);
  const ended = await drill(setId, '--abort', '--reason', 'the disk is needed');
  expect([ended.code, ended.out]).toEqual([0, expect.stringContaining('is being ended')]);
  const listed = await drill();
  expect([listed.code, listed.out]).toEqual([0, expect.stringMatching(/ended at .* by access token: the disk is/)]);
  expect((await drill(setId, '--abort', '--reason', 'x')).err).toContain('nothing to end');
});

it('tells why it is refused, and what to do', async () => {
  expect(await drill('nobody', '--reason', 'x')).toMatchObject({
    code: 1,
    err: expect.stringContaining('backups.csv'),
  });
  expect((await drill(elsewhere, '--reason', 'x')).err).toContain('describe it under backups.repositories');
});

it.each([
  [['a'], '--reason is missing'],
  [['a', '--reason', 'x', '--whole', '--sample', '3'], 'do not go together'],
  [['a', '--reason', 'x', '--whole', '--abort'], 'do not go together'],
  [['a', '--reason', 'x', '--sample', '0'], '--sample'],
  [['--whole'], 'belong to a data set'],
  [['a', 'b', '--reason', 'x'], 'b'],
] as const)('%j is wrong usage', async (args, words) => {
  const answer = await drill(...args);
  expect([answer.code, answer.err]).toEqual([2, expect.stringContaining(words)]);
});

it('says so when no server answers', async () => {
  await forgetWhereabouts(stage.dataFolder);
  expect(await drill()).toMatchObject({ code: 1, err: expect.stringContaining('No Fangzhou answers') });
});

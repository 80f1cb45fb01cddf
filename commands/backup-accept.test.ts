import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Stage } from '../api/stage.fake.ts';
import { nightly, stageBackups, start } from '../audit/backups/stage.fake.ts';
import { backupMatrix } from '../audit/index.ts';
import { message } from '../core/index.ts';
import { fangzhou } from './run.fake.ts';
import { servedStage } from './served.fake.ts';

const backups = stageBackups();
const { engine, clock } = backups;
let stage: Stage;

beforeAll(async () => {
  stage = await servedStage({
    clock,
    backups: {
      ...engine,
      matrix: (wish) => backupMatrix(engine, backups.city(), { ...wish, now: clock.now() }),
      described: () => undefined,
      looking: () => false,
      lookNow: () => false,
      accept: ({ repositoryId, identity, by, reason }) =>
        identity === 'made-anew' && engine.accept(repositoryId, { by, reason }) !== undefined
          ? undefined
          : message('backups.accept.other', { id: repositoryId, identity: 'made-anew' }),
    },
  });
  backups.tell(nightly('a', start, 3), { identity: 'as-ever' });
});
afterAll(() => stage.close());

const accept = (...args: readonly string[]) =>
  fangzhou(['backup-accept', ...args], { env: { FANGZHOU_DATA: stage.dataFolder, FANGZHOU_LANG: 'en' } });

it('shows what a repository was and is, and accepts the new one only with a reason', async () => {
  const same = await accept('r1', '--reason', 'x');
  expect([same.code, same.out]).toEqual([0, expect.stringContaining('nothing to accept')]);
  backups.tell(nightly('a', start, 3), { identity: 'made-anew' });
  const shown = await accept('r1');
  expect([shown.code, shown.out]).toEqual([1, expect.stringMatching(/r1 was as-ever and is made-anew since 2026/)]);
  expect(await accept('r1', '--reason', 'new disk', '--identity', 'other')).toMatchObject({
    code: 1,
    err: expect.stringContaining('look again'),
  });
  expect(JSON.parse((await accept('r1', '--reason', 'new disk', '--json')).out)).toEqual({
    ...{ ok: true, identity: 'made-anew', was: 'as-ever' },
  });
  expect(engine.memoryOf('r1').accepted).toMatchObject({ reason: 'new disk', by: { role: 'admin' } });
});

it('without a repository is wrong usage, of one that nobody knows refused', async () => {
  expect((await accept()).code).toBe(2);
  expect(await accept('nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('nowhere') });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiOptions } from '../api/index.ts';
import type { Stage } from '../api/stage.fake.ts';
import { forgetWhereabouts } from '../api/whereabouts.ts';
import { type Approvals, createApprovals, createDrills, type ProbeRun, proposedDrills } from '../audit/index.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { message } from '../core/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import { fangzhou } from './run.fake.ts';
import { servedStage } from './served.fake.ts';

let stage: Stage;
let approvals: Approvals;
const clock = new FakeClock();
const run = (protocol: ProbeRun['protocol'], outcome: ProbeRun['outcome']): ProbeRun => ({
  ...{ placeId: 'jintan-dc', collectorId: 'hub', at: 0, target: 's1', nonce: 'n', commitment: 1 },
  ...{ protocol, outcome, detail: message('x'), targetAlive: undefined },
  control: { target: '10.8.1.5', outcome: 'reached' },
});

beforeAll(async () => {
  const store = createFakeStore({ kinds: [], clock });
  const ledger = { append: () => {} };
  approvals = createApprovals({ store, ledger, clock });
  const drills = createDrills({
    isTarget: (id) => id === 's1',
    tryAll: async () => [run('icmp', 'leaked'), run('dns', 'blocked')],
    ...{ store, ledger, clock },
    onFailed: () => {},
  });
  const canaries = { drills: proposedDrills(drills, approvals) } as unknown as NonNullable<ApiOptions['canaries']>;
  stage = await servedStage({ canaries });
});
afterAll(() => stage.close());

async function drill(...args: readonly string[]) {
  return fangzhou(['leak-drill', ...args], { env: { FANGZHOU_DATA: stage.dataFolder, FANGZHOU_LANG: 'en' } });
}

it('proposes a drill, which begins when a second person approves it, and lists what it found and missed', async () => {
  expect((await drill()).out).toBe('no drill yet\n');
  const asked = JSON.parse((await drill('propose', 's1', '--permission', 'letter 17', '--minutes', '2', '--json')).out);
  expect(asked.proposal).toMatchObject({ state: 'waiting', reason: 'letter 17', proposedBy: { role: 'admin' } });
  expect(JSON.parse((await drill('list', '--json')).out).drills).toEqual([]);
  const by = { user: 'wang', role: 'approver' };
  expect(approvals.decide({ id: asked.proposal.id, verdict: 'approve', by, note: '' }).ok).toBe(true);
  const refused = await drill('propose', 's1', '--permission', 'letter 18');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('A drill is running already')]);
  await clock.advance(125_000);
  const listed = await drill('list', '--lang', 'zh-CN');
  expect(listed.code).toBe(1);
  expect(listed.out).toContain('许可 letter 17，access token / wang');
  expect(listed.out).toContain('icmp s1：0 秒后发现');
  expect(listed.out).toMatch(/dns s1：\d+ 次尝试均漏检/);
  expect((await drill('stop')).code).toBe(0);
});

it.each([
  [['begin'], 'leak-drill begin is unknown; there are list, propose, stop'],
  [['propose'], 'wants the name of a sentinel'],
  [['propose', 's1'], '--permission is missing'],
  [['propose', 's1', '--permission', 'p', '--minutes', '0'], '--minutes'],
  [['list', 'more'], 'more'],
] as const)('%j is wrong usage', async (args, words) => {
  const answer = await drill(...args);
  expect([answer.code, answer.err]).toEqual([2, expect.stringContaining(words)]);
});

it('says so when no server answers', async () => {
  await forgetWhereabouts(stage.dataFolder);
  expect(await drill()).toMatchObject({ code: 1, err: expect.stringContaining('No Fangzhou answers') });
});

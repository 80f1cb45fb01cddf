import { beforeEach, expect, it } from 'vitest';
import { commitmentOf } from '../../../collector/index.ts';
import { FakeClock } from '../../../core/clock.fake.ts';
import { createSelfChecks, type SelfCheckAnswer, type SelfChecks, selfCheckLimits } from './self-checks.ts';

const client = '10.10.10.21';
let clock: FakeClock;
let committed: string[];
let checks: SelfChecks;
let targets: number;
let fails: boolean;

beforeEach(() => {
  clock = new FakeClock();
  [committed, targets, fails] = [[], 1, false];
  checks = createSelfChecks({
    targets: () =>
      Array.from({ length: targets }, (_, n) => ({
        id: `s${n + 1}`,
        address: n === 1 ? '2001:db8::7' : '198.51.100.7',
        port: 80,
        isSigned: (nonce, token) => token === `signed ${nonce}`,
      })),
    placeOf: (address) => (address.startsWith('10.') ? 'jincheng-1' : undefined),
    commit: async (_, commitments) => {
      if (fails) throw new Error('disk full');
      committed.push(...commitments);
      return 7;
    },
    clock,
  });
});

const silent: SelfCheckAnswer = { outcome: 'silent', token: '' };
const nonceOf = (url = '') => url.split('/fz/')[1] ?? '';

it('gives a browser addresses with nonces that are on record before', async () => {
  targets = 2;
  const task = await checks.begin(client);
  expect(task?.urls).toEqual([
    expect.stringMatching(/^http:\/\/198\.51\.100\.7:80\/fz\/[0-9a-f]{32}$/),
    expect.stringMatching(/^http:\/\/\[2001:db8::7\]:80\/fz\//),
  ]);
  expect(committed).toEqual(task?.urls.map((url) => commitmentOf(nonceOf(url))));
});

it('is a leak at the place of the browser when the sentinel signed, and no proof of anything when nobody did', async () => {
  const task = await checks.begin(client);
  const token = `signed ${nonceOf(task?.urls[0])}`;
  expect(checks.end(task?.id ?? '', client, [{ outcome: 'answered', token }])).toMatchObject([
    {
      placeId: 'jincheng-1',
      protocol: 'browser',
      outcome: 'leaked',
      commitment: 7,
      target: 's1 198.51.100.7:80 < 10.10.10.21',
      control: { outcome: 'reached' },
    },
  ]);
  await clock.advance(selfCheckLimits.answerMs);
  const again = await checks.begin(client);
  expect(checks.end(again?.id ?? '', client, [{ outcome: 'answered', token }])).toMatchObject([{ outcome: 'not-run' }]);
});

it('asks a browser that found the way shut again after most of a day, and none more than once a minute', async () => {
  const task = await checks.begin(client);
  expect(await checks.begin(client)).toBeUndefined();
  expect(checks.end(task?.id ?? '', client, [silent])).toMatchObject([{ outcome: 'blocked' }]);
  await clock.advance(selfCheckLimits.answerMs);
  expect(await checks.begin(client)).toBeUndefined();
  expect(await checks.begin('10.10.10.22')).toBeDefined();
  await clock.advance(selfCheckLimits.againMs);
  expect(await checks.begin(client)).toBeDefined();
});

it('takes an answer once, in time, of the address that was asked, and for each target', async () => {
  const begin = async () => {
    await clock.advance(selfCheckLimits.answerMs);
    return (await checks.begin(client))?.id ?? '';
  };
  expect(checks.end(await begin(), '10.10.10.99', [silent])).toBeUndefined();
  expect(checks.end(await begin(), client, [])).toBeUndefined();
  const late = await begin();
  await clock.advance(selfCheckLimits.answerMs + 1);
  expect(checks.end(late, client, [silent])).toBeUndefined();
  const id = await begin();
  expect(checks.end(id, client, [silent])).toHaveLength(1);
  expect(checks.end(id, client, [silent])).toBeUndefined();
  expect(checks.end('unknown', client, [silent])).toBeUndefined();
});

it('asks nobody of an address without a place, without a sentinel, or when too many are under way', async () => {
  expect(await checks.begin('192.0.2.1')).toBeUndefined();
  for (let n = 0; n < selfCheckLimits.pending; n += 1) expect(await checks.begin(`10.1.${n}`)).toBeDefined();
  expect(await checks.begin(client)).toBeUndefined();
  await clock.advance(selfCheckLimits.answerMs + 1);
  expect(await checks.begin(client)).toBeDefined();
  targets = 0;
  expect(await checks.begin('10.9.9.9')).toBeUndefined();
});

it('hands out no nonce that could not be put on record', async () => {
  fails = true;
  await expect(checks.begin(client)).rejects.toThrow('disk full');
  fails = false;
  expect(await checks.begin(client)).toBeDefined();
});

import { beforeEach, expect, it } from 'vitest';
import { commitmentOf } from '../../../collector/index.ts';
import { FakeClock } from '../../../core/clock.fake.ts';
import type { NewRecord } from '../../../ledger/index.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { createHoneytokens, decoyPage, type HoneytokenSentinel, honeytokenLimits } from './register.ts';

let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let records: NewRecord[];
let sentinels: HoneytokenSentinel[];
const open = () =>
  createHoneytokens({
    sentinels: () => sentinels,
    isPlace: (id) => id === 'jincheng-1',
    store,
    ledger: { append: (record) => void records.push(record) },
    clock,
  });
const wish = { placeId: 'jincheng-1', where: '财务 <共享>', kind: 'page', by: 'admin' } as const;

beforeEach(() => {
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  records = [];
  sentinels = [
    { id: 's1', address: '198.51.100.7', httpPort: undefined, zone: 'leak.example' },
    { id: 's2', address: '2001:db8::7', httpPort: 80, zone: undefined },
  ];
});

it('makes a nonce of its own for each decoy, and puts on record a commitment to it, never the nonce', () => {
  const register = open();
  const [page, name] = [register.lay(wish), register.lay({ ...wish, kind: 'name' })];
  if (!page.ok || !name.ok) throw new Error('refused');
  expect(page.token).toMatchObject({ sentinelId: 's2', text: `http://[2001:db8::7]:80/fz/${page.token.nonce}` });
  expect(name.token).toMatchObject({ sentinelId: 's1', text: `${name.token.nonce}.leak.example` });
  expect(records[0]).toMatchObject({
    kind: 'probe',
    subject: `honeytoken ${page.token.id}`,
    body: { commitment: commitmentOf(page.token.nonce), place: 'jincheng-1', by: 'admin' },
  });
  expect(JSON.stringify(records)).not.toContain(page.token.nonce);
});

it('hands the judging each decoy of a place, over a restart', async () => {
  const laid = open().lay(wish);
  if (!laid.ok) throw new Error('refused');
  const again = open();
  await again.start();
  expect(again.list()).toEqual([laid.token]);
  expect(again.find(laid.token.id)).toEqual(laid.token);
  expect(again.probesOf('jincheng-1')).toMatchObject([{ protocol: 'honeytoken', nonce: laid.token.nonce }]);
  expect(again.probesOf('other')).toEqual([]);
});

it('writes a page that asks the sentinel for a picture, with words that cannot break out of it', () => {
  const laid = open().lay(wish);
  if (!laid.ok) throw new Error('refused');
  const page = decoyPage(laid.token);
  expect(page).toContain(`src="${laid.token.text}"`);
  expect(page).not.toContain('<共享>');
});

it('refuses a place that is none, a kind that nobody outside hears of, and too many, each by name', () => {
  const register = open();
  const why = (one: Parameters<typeof register.lay>[0]) => {
    const laid = register.lay(one);
    return laid.ok ? 'laid' : laid.what.key;
  };
  expect(why({ ...wish, placeId: 'nowhere' })).toBe('isolation.honeytoken.no-place');
  sentinels = sentinels.slice(0, 1);
  expect(why(wish)).toBe('isolation.honeytoken.no-nobody');
  for (let n = 0; n < honeytokenLimits.tokens; n += 1) register.lay({ ...wish, kind: 'name' });
  expect(why({ ...wish, kind: 'name' })).toBe('isolation.honeytoken.no-many');
});

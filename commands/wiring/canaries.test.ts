import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Approvals, createApprovals } from '../../audit/index.ts';
import { type CanaryAnswer, type CanaryProbes, canaryProtocols, commitmentOf } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { message, silentLog } from '../../core/index.ts';
import { cityFolder, referenceEnv, referenceText } from '../../inventory/city.fake.ts';
import { type Inventory, loadInventory } from '../../inventory/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { type Canaries, openCanaries } from './canaries.ts';

const section = `
isolation:
  canaries:
    place: jintan-dc
    every: 10m
    outside: [{ id: s1, address: 198.51.100.7, tcp: [443], http: 80, key: 'sentinel-1.example/sentinel+c0a729e0+AeAJYEdx85JAb9yGN467AfzlGxWOOdgwkSTRYStSKuyy' }]
    controls: { icmp: 10.8.1.5, tcp: 10.8.1.5 }
`;

let inventory: Inventory;
let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let events: string[];
let records: NewRecord[];
let sent: { protocol: string; address: string; nonce: string }[];
let answerOf: (protocol: string, address: string) => Promise<CanaryAnswer>;
let canaries: Canaries;
let approvals: Approvals;
let changed: unknown[];

const answer = (outcome: CanaryAnswer['outcome']): CanaryAnswer => ({
  outcome,
  detail: message('collector.canary.silent'),
});

const probes = Object.fromEntries(
  canaryProtocols.map((protocol) => [
    protocol,
    async ({ target: { address }, nonce }) => {
      events.push(`sent ${protocol} ${address}`);
      sent.push({ protocol, address, nonce });
      return await answerOf(protocol, address);
    },
  ]),
) as CanaryProbes;

const ledger = {
  append: (record: NewRecord) => {
    records.push(record);
    events.push(`record ${(record.body as JsonObject).what}`);
  },
  flush: async () => void events.push('flushed'),
  sign: async () => void events.push('signed'),
  records: async () => ({ records: records.map((_, seq) => ({ seq })).reverse(), next: undefined }),
};

async function open(chance = 0): Promise<Canaries> {
  return await openCanaries({
    inventory: () => inventory,
    store,
    ledger: ledger as never,
    clock,
    log: silentLog,
    approvals,
    onChanged: (placeIds) => changed.push(placeIds),
    probes,
    chance: (most) => Math.min(most - 1, Math.floor(chance * most)),
  });
}

beforeEach(async () => {
  await using folder = await cityFolder({ 'fangzhou.yaml': `${await referenceText('fangzhou.yaml')}${section}` });
  const read = await loadInventory({ source: folder.path, env: referenceEnv });
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  inventory = read.value;
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  [events, records, sent, changed] = [[], [], [], []];
  answerOf = async (_, address) => answer(address.startsWith('10.') ? 'proved' : 'silent');
  approvals = createApprovals({ store, ledger, clock });
  canaries = await open();
});
afterEach(() => canaries.stop());

const whats = () => records.map(({ body }) => (body as JsonObject).what);

it('puts every nonce on the signed record before the first packet, and reveals them with the results after the last', async () => {
  const runs = await canaries.runNow();
  expect(events.slice(0, 3)).toEqual(['record commitments', 'flushed', 'signed']);
  expect(events.at(-1)).toBe('record results');
  expect(events.filter((event) => event.startsWith('sent'))).toEqual([
    'sent icmp 10.8.1.5',
    'sent icmp 198.51.100.7',
    'sent tcp 10.8.1.5',
    'sent tcp 198.51.100.7',
    'sent http 198.51.100.7',
    'sent traceroute 198.51.100.7',
  ]);
  const nonces = sent.filter(({ address }) => address === '198.51.100.7').map(({ nonce }) => nonce);
  const [commitments, results] = records.map(({ body }) => body as JsonObject);
  expect(commitments?.commitments).toEqual(nonces.map(commitmentOf));
  expect(JSON.stringify(commitments)).not.toContain(nonces[0]);
  expect(results).toMatchObject({
    commitment: 0,
    results: [
      { protocol: 'icmp', nonce: nonces[0], outcome: 'blocked', control: { target: '10.8.1.5', outcome: 'reached' } },
      { protocol: 'tcp', nonce: nonces[1], target: 's1 198.51.100.7:443' },
      { protocol: 'http' },
      { protocol: 'traceroute', control: { target: '', outcome: 'not-run' } },
    ],
  });
  expect(canaries.newest()).toEqual(runs);
  expect(changed).toEqual([['jintan-dc']]);
});

it.each([
  [0, 300_000],
  [0.5, 600_000],
  [1, 899_999],
])(
  'goes out at a moment that chance (%d) puts between half and one and a half of the period',
  async (chance, afterMs) => {
    canaries = await open(chance);
    canaries.start();
    await clock.advance(0);
    expect(whats()).toEqual(['commitments', 'results']);
    await clock.advance(afterMs - 1);
    expect(whats()).toHaveLength(2);
    await clock.advance(1);
    expect(whats()).toHaveLength(4);
  },
);

it('finds a leak, and a router or answer of nobody declared', async () => {
  answerOf = async (protocol) => answer(protocol === 'icmp' ? 'proved' : 'answered');
  await canaries.runNow();
  expect(canaries.additions('jintan-dc').probes?.map(({ outcome }) => outcome)).toEqual([
    'leaked',
    'lead',
    'lead',
    'lead',
  ]);
  expect(canaries.additions('jincheng-1')).not.toHaveProperty('probes');
});

it('knows over a restart what was tried before', async () => {
  const runs = await canaries.runNow();
  await canaries.stop();
  canaries = await open();
  expect(canaries.additions('jintan-dc').probes).toEqual(runs);
  expect(canaries.newest()).toEqual(runs);
});

it('that is stopped in the middle of a round keeps what was tried, and tries nothing more', async () => {
  let release = (): void => {};
  answerOf = async (protocol, address) => {
    if (protocol === 'tcp' && address === '198.51.100.7') await new Promise<void>((done) => (release = done));
    return answer('silent');
  };
  const running = canaries.runNow();
  await expect.poll(() => sent.at(-1)).toMatchObject({ protocol: 'tcp', address: '198.51.100.7' });
  const stopping = canaries.stop();
  release();
  await stopping;
  expect((await running).map(({ protocol }) => protocol)).toEqual(['icmp', 'tcp']);
  expect((records.at(-1)?.body as JsonObject | undefined)?.results).toHaveLength(2);
  expect(clock.pendingCount).toBe(0);
});

it('sends nothing when the nonces cannot be put on record, and tries again a period later', async () => {
  ledger.flush = async () => {
    throw new Error('disk full');
  };
  canaries.start();
  await clock.advance(0);
  expect(sent).toEqual([]);
  ledger.flush = async () => void events.push('flushed');
  await clock.advance(300_000);
  expect(sent).not.toEqual([]);
});

it('leaves out what is drilled until the hole has had time to be closed, and judges nothing of the drill', async () => {
  answerOf = async () => answer('proved');
  const asked = canaries.drills.propose(
    { targetId: 's1', permission: 'letter', minutes: 1 },
    { user: 'li', role: 'operator' },
  );
  const id = asked.ok ? asked.proposal.id : '';
  expect(approvals.decide({ id, verdict: 'approve', by: { user: 'wang', role: 'approver' }, note: '' }).ok).toBe(true);
  await clock.advance(0);
  expect(canaries.drills.list()[0]).toMatchObject({ state: 'ended', results: expect.any(Array) });
  expect(canaries.additions('jintan-dc')).not.toHaveProperty('probes');
  expect(await canaries.runNow()).toEqual([]);
  await clock.advance(600_000);
  expect((await canaries.runNow()).map(({ outcome }) => outcome)).toContain('leaked');
});

it('asks browsers of points and data centres to try the sentinels, by nonces on record, and of nowhere else', async () => {
  const [point] = [...inventory.city.points.values()];
  const from = point?.prefixes[0]?.replace(/\.0\/\d+$/, '.77') ?? '';
  const task = await canaries.selfCheck.begin(`::ffff:${from}`);
  expect(task?.urls).toEqual([expect.stringMatching(/^http:\/\/198\.51\.100\.7:80\/fz\/[0-9a-f]{32}$/)]);
  expect(events).toEqual(['record commitments', 'flushed', 'signed']);
  expect(canaries.selfCheck.end(task?.id ?? '', `::ffff:${from}`, [{ outcome: 'silent', token: '' }])).toBe(true);
  expect(canaries.additions(point?.id ?? '').probes).toMatchObject([{ protocol: 'browser', outcome: 'blocked' }]);
  expect(await canaries.selfCheck.begin('192.0.2.1')).toBeUndefined();
  expect(canaries.selfCheck.origins()).toEqual(['http://198.51.100.7:80']);
});

it('lays decoys in places of the city, and hands them to the judging of that place', () => {
  expect(canaries.honeytokens.lay({ placeId: 'nowhere', where: 'x', kind: 'link', by: 'admin' }).ok).toBe(false);
  expect(canaries.honeytokens.lay({ placeId: 'jintan-dc', where: 'x', kind: 'link', by: 'admin' }).ok).toBe(true);
  expect(canaries.additions('jintan-dc').probes).toMatchObject([{ protocol: 'honeytoken' }]);
});

it('two that ask for a round at the same time get the same one', async () => {
  const [one, other] = await Promise.all([canaries.runNow(), canaries.runNow()]);
  expect(one).toBe(other);
  expect(whats()).toEqual(['commitments', 'results']);
});

it('without targets sends nothing', async () => {
  const { settings } = inventory;
  inventory = { ...inventory, settings: { ...settings, isolation: { ...settings.isolation, canaries: undefined } } };
  canaries.start();
  await clock.advance(3_600_000);
  expect([sent, records, await canaries.runNow()]).toEqual([[], [], []]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
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
    outside: [{ id: s1, address: 198.51.100.7, tcp: [443] }]
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
  expect(canaries.additions('jintan-dc').probes?.map(({ outcome }) => outcome)).toEqual(['leaked', 'lead', 'lead']);
  expect(canaries.additions('jincheng-1')).toEqual({});
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

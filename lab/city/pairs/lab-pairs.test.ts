import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  agentTarget,
  createPoller,
  type MemberReading,
  type PairReading,
  type Poller,
  readPair,
  tryProbe,
  type VrrpInstance,
} from '../../../collector/index.ts';
import { FakeClock } from '../../../core/clock.fake.ts';
import { silentLog, systemClock } from '../../../core/index.ts';
import { type City, type PairsSettings, pairsDefaults, settingsOfPair } from '../../../inventory/index.ts';
import { referenceCity, testCredentials } from '../../testing/reference.fake.ts';
import { type RunningCity, startCity } from '../running.ts';
import { withLabPairs } from './lab-settings.ts';

let city: City;
let clock: FakeClock;
let running: RunningCity;
let poller: Poller;
let settings: PairsSettings;
const manners = { timeoutMs: 2_000, retries: 1, maxRepetitions: 24, budgetMs: 10_000 };
const takenOverMs = 4_000;

beforeAll(async () => {
  city = await referenceCity();
  clock = new FakeClock();
  running = await startCity({ city, credentials: testCredentials, clock, seed: 3, utcOffsetMs: 0 });
  poller = createPoller({ clock: systemClock });
  poller.apply(
    [...running.targets].map(([deviceId, target]) => ({
      deviceId,
      kind: city.devices.get(deviceId)?.kind ?? 'other',
      target: agentTarget(target),
      credential: testCredentials.get('v3') ?? { version: 'v2c', community: '' },
    })),
    manners,
  );
  settings = withLabPairs(pairsDefaults, { city, services: running.services });
});
beforeEach(async () => {
  running.apply('repair all');
  await clock.advance(takenOverMs);
  for (const pairId of ['jintan-app', 'city-sso'])
    if (running.simulation.servedBy(pairId) !== pairOf(pairId).memberA) running.apply(`switch-over ${pairId}`);
  await clock.advance(takenOverMs);
});
afterAll(async () => {
  poller.close();
  await running.stop();
});

function pairOf(pairId: string) {
  const pair = city.hostPairs.get(pairId);
  if (pair === undefined) throw new Error(`no pair ${pairId}`);
  return pair;
}

function read(pairId: string): Promise<PairReading> {
  const own = settingsOfPair(settings, pairId);
  const { use } = poller;
  return readPair({
    pair: pairOf(pairId),
    settings: own,
    city,
    clock: systemClock,
    log: silentLog,
    use,
    readers: {},
    memory: new Map(),
  });
}

function instanceOf({ vrrp }: MemberReading): VrrpInstance | undefined {
  return vrrp?.outcome === 'answered' ? vrrp.facts.instances[0] : undefined;
}

/** Each member: its state or how the asking ended, `+` where it holds the address. */
function told({ members }: PairReading, address: string): string {
  return members
    .map((member) => {
      const holds = member.host.outcome === 'answered' && member.host.facts.addresses.includes(address);
      return `${instanceOf(member)?.state ?? member.vrrp?.outcome}${holds ? '+' : ''}`;
    })
    .join(' ');
}

/** Which member's MAC the neighbour has. */
function seen({ members, neighbours }: PairReading): string | undefined {
  const mac = neighbours[0]?.mac ?? '';
  return members.find(({ host }) => host.outcome === 'answered' && host.facts.macs.includes(mac))?.deviceId;
}

async function answeredBy(pairId: string): Promise<string | undefined> {
  const probe = settings.pairs.get(pairId)?.probes[0];
  if (probe === undefined) throw new Error('no probe');
  const { virtualAddress } = pairOf(pairId);
  const tried = await tryProbe({ pairId, virtualAddress, probe, timeoutMs: 2_000, clock: systemClock });
  return tried?.ok ? tried.answeredBy : tried?.reason?.key;
}

const broken = 'collector.pairs.probe.reset';

describe('the VRRP pairs of the reference city', () => {
  it('are eight, each with one master that alone holds the address, answers for it and is known at the switch', async () => {
    const pairs = [...city.hostPairs.values()].filter(({ standby }) => standby === 'vrrp');
    expect(pairs).toHaveLength(8);
    const vrids = new Set<number>();
    for (const { id, virtualAddress, memberA } of pairs) {
      const reading = await read(id);
      expect(told(reading, virtualAddress), id).toBe('master+ backup');
      expect(seen(reading), id).toBe(memberA);
      expect(reading.neighbours.map(({ outcome }) => outcome)).toEqual(['answered']);
      expect(await answeredBy(id)).toBe(memberA);
      const [a, b] = reading.members.map(instanceOf);
      expect(a).toMatchObject({
        mib: 'keepalived',
        name: 'VI_APP',
        oid: '1.3.6.1.4.1.9586.100.5.2.3.1.4.1',
        basePriority: 100,
        preempt: false,
        addressesSet: true,
        virtualAddresses: [virtualAddress],
        interfaceName: 'eth0',
        advertIntervalMs: 1000,
      });
      expect(b).toMatchObject({ basePriority: 90, addressesSet: false });
      expect(reading.members[0].host).toMatchObject({
        facts: { addressesWhole: true, daemons: { keepalived: 2 }, clockErrorMs: expect.any(Number) },
      });
      vrids.add(a?.vrid ?? 0);
    }
    expect(vrids.size).toBe(8);
  });

  it.each([
    ['dual-master', 'master+ master+', 'b', 'b'],
    ['dual-holder', 'absent+ master+', 'b', 'b'],
    ['no-master', 'fault fault', 'a', broken],
    ['standby-fault', 'master+ fault', 'a', 'a'],
    ['switch-over', 'backup master+', 'b', 'b'],
    ['wrong-mac', 'master+ backup', 'b', broken],
  ])('show %s as %s to their readers, until it is mended', async (verb, expected, mac, service) => {
    for (const pairId of ['jintan-app', 'city-sso']) {
      const { virtualAddress, memberA, memberB } = pairOf(pairId);
      const member = (side: string) => (side === 'a' ? memberA : side === 'b' ? memberB : side);
      expect(running.apply(`${verb} ${pairId}`)).toMatchObject({ ok: true });
      await clock.advance(takenOverMs);
      const reading = await read(pairId);
      expect(told(reading, virtualAddress)).toBe(expected);
      expect(seen(reading)).toBe(member(mac));
      expect(await answeredBy(pairId)).toBe(member(service));
      running.apply(`repair ${pairId}`);
      await clock.advance(takenOverMs);
      expect(told(await read(pairId), virtualAddress)).toMatch(/^(master\+ backup|backup master\+)$/);
    }
  });

  it('say why the last takeover was, and which script is bad', async () => {
    running.apply('standby-fault jintan-app');
    const bad = await read('jintan-app');
    expect(bad.members[1].vrrp).toMatchObject({ facts: { scripts: [{ name: 'chk_service', result: 'bad' }] } });
    running.apply('repair jintan-app');
    running.apply('down jintan-app-a');
    await clock.advance(takenOverMs);
    const taken = await read('jintan-app');
    expect(taken.members[0].host.outcome).toBe('silent');
    expect(instanceOf(taken.members[1])).toMatchObject({ state: 'master', newMasterReason: 'master-no-response' });
    expect(await answeredBy('jintan-app')).toBe('jintan-app-b');
    running.apply('repair jintan-app-a');
    await clock.advance(takenOverMs);
    const back = await read('jintan-app');
    expect(back.members.map((member) => instanceOf(member)?.state)).toEqual(['backup', 'master']);
    expect(instanceOf(back.members[0])).toMatchObject({ becomeMaster: 0 });
  });

  it('count every change while they flap, however seldom they are asked', async () => {
    const total = ({ members }: PairReading) =>
      members.reduce((sum, member) => sum + (instanceOf(member)?.becomeMaster ?? 0), 0);
    const before = total(await read('jintan-app'));
    running.apply('flap jintan-app');
    await clock.advance(10 * 60_000 + 1_000);
    expect(total(await read('jintan-app')) - before).toBe(76);
  });

  it('show rows of RFC 2787 to a walk, and deny each to a GET, as keepalived 2.2.7 does', async () => {
    const state = '1.3.6.1.2.1.68.1.3.1.3';
    const walked = await poller.use('jintan-app-a', (session) => session.getNext('vrrp', [state]));
    if (walked?.ok !== true) throw new Error('no answer');
    const [row] = walked.varbinds;
    expect(row).toMatchObject({ value: 3, oid: expect.stringContaining(`${state}.`) });
    const fetched = await poller.use('jintan-app-a', (session) => session.get('vrrp', [row?.oid ?? '']));
    expect(fetched).toMatchObject({ ok: true, varbinds: [{ type: 'noSuchInstance' }] });
  });
});

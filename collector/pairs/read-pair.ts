import { type Clock, errorText, type Log, message, parseAddress } from '../../core/index.ts';
import type { City, Device, HostPair, PairSettings } from '../../inventory/index.ts';
import type { Poller } from '../poller.ts';
import type { AnyFacts, EngineAsk, EngineName, EngineReaders } from './ask.ts';
import { pairReadLimits } from './limits.ts';
import type { Asked, HostFacts, MemberReading, NeighbourSighting, PairReading, VrrpFacts } from './model.ts';
import type { NoAnswer } from './outcome.ts';
import { readHost } from './read-host.ts';
import { type NeighbourMemory, readNeighbour } from './read-neighbour.ts';
import { readVrrp } from './read-vrrp.ts';

export interface PairAsk {
  readonly pair: HostPair;
  readonly settings: PairSettings;
  readonly city: City;
  readonly clock: Clock;
  readonly log: Log;
  /** How members and neighbours are asked by SNMP: over sessions beside their polls. */
  readonly use: Poller['use'];
  readonly readers: EngineReaders;
  /** Kept by the caller from one reading to the next. */
  readonly memory: NeighbourMemory;
}

const engineNames: readonly EngineName[] = [
  'postgresql',
  'mysql',
  'redis',
  'pacemaker',
  'corosync',
  'patroni',
  'drbd',
  'utmHa',
  'health',
  'manifest',
];

/**
 * Asks both members at the same time for all that the pair declares, and its neighbours for the virtual address. Never rejects and
 * never takes longer than `pairReadLimits.readingMs`: what has not come by then is silent.
 */
export async function readPair(ask: PairAsk): Promise<PairReading> {
  const { pair, clock } = ask;
  const startedAt = clock.now();
  const late = createDeadline(clock, pairReadLimits.readingMs);
  try {
    const [first, second, neighbours] = await Promise.all([
      readMember(ask, pair.memberA, late),
      readMember(ask, pair.memberB, late),
      Promise.all(neighboursOf(ask).map((deviceId) => sight(ask, deviceId, late))),
    ]);
    return { pairId: pair.id, startedAt, finishedAt: clock.now(), members: [first, second], neighbours };
  } finally {
    late.cancel();
  }
}

/** Ends all that waits at one moment. */
interface Deadline {
  /** What was asked, or what `otherwise` makes when time is up or it rejects. */
  within<T>(asked: Promise<T>, otherwise: (why: NoAnswer) => T): Promise<T>;
  cancel(): void;
}

function createDeadline(clock: Clock, afterMs: number): Deadline {
  let cancel = (): void => {};
  const up = new Promise<NoAnswer>((resolve) => {
    cancel = clock.after(afterMs, () => {
      const params = { seconds: afterMs / 1000 };
      resolve({ outcome: 'silent', at: clock.now(), reason: message('collector.pairs.late', params) });
    });
  });
  return {
    cancel: () => cancel(),
    within: (asked, otherwise) =>
      Promise.race([
        asked.catch((thrown: unknown) => {
          const params = { detail: errorText(thrown).slice(0, 200) };
          return otherwise({
            outcome: 'malformed',
            at: clock.now(),
            reason: message('collector.pairs.broken', params),
          });
        }),
        up.then(otherwise),
      ]),
  };
}

async function readMember(ask: PairAsk, deviceId: string, late: Deadline): Promise<MemberReading> {
  const { city, clock } = ask;
  const device = city.devices.get(deviceId);
  const unknown: NoAnswer = {
    outcome: 'silent',
    at: clock.now(),
    reason: message('collector.pairs.no-agent', { device: deviceId }),
  };
  if (device === undefined) return { deviceId, host: unknown };
  const [host, vrrp, engines] = await Promise.all([
    late.within(hostOf(ask, device, unknown), (why) => why),
    ask.pair.standby === 'vrrp' || ask.settings.vrid !== undefined
      ? late.within(vrrpOf(ask, device, unknown), (why) => why)
      : undefined,
    enginesOf(ask, device, late),
  ]);
  return { deviceId, host, ...(vrrp === undefined ? {} : { vrrp }), ...engines };
}

async function hostOf({ use, clock, pair }: PairAsk, { id }: Device, unknown: NoAnswer): Promise<Asked<HostFacts>> {
  const family = parseAddress(pair.virtualAddress)?.family === 6 ? 6 : 4;
  return (await use(id, (session) => readHost({ session, clock, family }))) ?? unknown;
}

async function vrrpOf({ use, clock }: PairAsk, { id }: Device, unknown: NoAnswer): Promise<Asked<VrrpFacts>> {
  return (await use(id, (session) => readVrrp({ session, clock }))) ?? unknown;
}

/** Every declared engine that has a reader, asked at the same time. */
async function enginesOf(ask: PairAsk, device: Device, late: Deadline): Promise<Partial<MemberReading>> {
  const { pair, settings, clock, log, use, readers } = ask;
  const engineAsk: EngineAsk = { pair, settings, device, clock, log, use };
  const read = engineNames.map(async (name): Promise<readonly (readonly [EngineName, AnyFacts])[]> => {
    const reader: ((ask: EngineAsk) => Promise<AnyFacts>) | undefined = readers[name];
    if (reader === undefined || !isDeclared(ask, name)) return [];
    // A reader is somebody else's code: whatever it does, the reading goes on.
    const asked: Promise<AnyFacts> = Promise.resolve(engineAsk).then(reader);
    return [[name, await late.within(asked, (why) => why)]];
  });
  return Object.fromEntries((await Promise.all(read)).flat()) as Partial<MemberReading>;
}

/** By host-pairs.csv's `standby`, or by an entry of its own in the settings. */
function isDeclared({ pair, settings }: PairAsk, name: EngineName): boolean {
  return name === 'utmHa' ? pair.standby === 'utm-ha' : settings[name] !== undefined;
}

/** The declared neighbours; without any, the switches of the place where the first member stands. */
function neighboursOf({ settings, city, pair }: PairAsk): readonly string[] {
  const place = city.devices.get(pair.memberA)?.locationId;
  const nearby = [...city.devices.values()].filter(
    ({ kind, locationId, snmp }) => kind === 'switch' && locationId === place && snmp !== 'none',
  );
  const named = settings.neighbours.length > 0 ? settings.neighbours : nearby.map(({ id }) => id);
  return named.slice(0, pairReadLimits.neighbours);
}

function sight(ask: PairAsk, deviceId: string, late: Deadline): Promise<NeighbourSighting> {
  const { use, clock, pair, memory } = ask;
  const address = pair.virtualAddress;
  const asked = use(deviceId, (session) => readNeighbour({ session, clock, deviceId, address, memory }));
  return late.within(
    asked.then((sighting) => sighting ?? { deviceId, outcome: 'silent', at: clock.now() }),
    ({ outcome, at }) => ({ deviceId, outcome, at }),
  );
}

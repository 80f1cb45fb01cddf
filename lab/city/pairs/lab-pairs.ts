import type { EpochMs } from '../../../core/index.ts';
import type { HostPair } from '../../../inventory/index.ts';
import type { PairVerb } from '../../faults/pairs/catalogue.ts';
import type { World } from '../../faults/world.ts';
import type { Plan, Port } from '../plan/model.ts';
import {
  advanced,
  firstState,
  handedOver,
  nextChangeAt,
  type Side,
  seenSide,
  servingSide,
  settled,
  sides,
  type VrrpInput,
  type VrrpState,
} from './vrrp-state.ts';

/** A member of a pair as its agent tells it. */
export interface LabMember {
  readonly pair: HostPair;
  readonly side: Side;
  readonly vrid: number;
  readonly priority: number;
  readonly state: VrrpState;
  readonly faults: ReadonlySet<PairVerb>;
  readonly otherAddress: string;
}

/** The hot-standby pairs of the city whose address VRRP moves. */
export interface LabPairs {
  /** Takes a new world at a moment; gives the devices that tell anything else now. */
  apply(world: World, at: EpochMs): readonly string[];
  /** Lets time pass; the same. */
  advance(at: EpochMs): readonly string[];
  /** Hands a pair over to its other member, where that one can take over; the same. */
  handOver(pairId: string, at: EpochMs): readonly string[];
  /** Undefined for a device that is in no such pair. */
  memberOf(deviceId: string): LabMember | undefined;
  /** Virtual addresses for which the neighbours of a device take it. */
  seenAt(deviceId: string): readonly string[];
  /** Whether VRRP moves this address. */
  isMoved(address: string): boolean;
  /** Who answers a client through the virtual address; undefined while nobody does. */
  servedBy(pairId: string): string | undefined;
  /** Rises with each change. */
  readonly version: number;
}

interface Entry {
  readonly pair: HostPair;
  readonly vrid: number;
  readonly ids: Readonly<Record<Side, string>>;
  readonly ports: Readonly<Record<Side, Port>>;
  /** Devices whose tables follow from who holds the address: all of the place. */
  readonly around: readonly string[];
  input: VrrpInput;
  state: VrrpState;
}

const firstVrid = 10;
const lastVrid = 255;
const priorities: Readonly<Record<Side, number>> = { a: 100, b: 90 };

/** Begins with every pair at rest; the plan's ports get the virtual addresses that they hold. */
export function createLabPairs(plan: Plan, world: World, at: EpochMs): LabPairs {
  const entries = new Map<string, Entry>();
  const members = new Map<string, { readonly entry: Entry; readonly side: Side }>();
  let version = 0;
  let nextAt: EpochMs = Number.POSITIVE_INFINITY;

  const inputOf = ({ pair, ids, ports }: Pick<Entry, 'pair' | 'ids' | 'ports'>, next: World): VrrpInput => ({
    power: { a: next.hasPower(ids.a), b: next.hasPower(ids.b) },
    // A host that is plugged in nowhere is nobody's fault.
    carrier: {
      a: ports.a.cableId === undefined || next.portUp(ports.a),
      b: ports.b.cableId === undefined || next.portUp(ports.b),
    },
    faults: next.pairFaultsOf(pair.id),
  });

  /** The ports' addresses are what the tables of addresses, routes and connections are made of. */
  function hold({ pair, ports, state }: Entry): void {
    const address = pair.virtualAddress;
    for (const side of sides) {
      const at_ = ports[side].addresses.findIndex((own) => own.address === address);
      if (state.members[side].holds && at_ < 0)
        ports[side].addresses.push({ address, prefixLength: address.includes(':') ? 128 : 32 });
      if (!state.members[side].holds && at_ >= 0) ports[side].addresses.splice(at_, 1);
    }
  }

  function update(entry: Entry, state: VrrpState): readonly string[] {
    if (state === entry.state) return [];
    entry.state = state;
    hold(entry);
    version += 1;
    return entry.around;
  }

  function arm(): void {
    nextAt = Math.min(...[...entries.values()].map(({ state }) => nextChangeAt(state) ?? Number.POSITIVE_INFINITY));
  }

  for (const pair of plan.city.hostPairs.values()) {
    const ports = { a: portOf(plan, pair.memberA), b: portOf(plan, pair.memberB) };
    const vrid = firstVrid + entries.size;
    if (pair.standby !== 'vrrp' || ports.a === undefined || ports.b === undefined || vrid > lastVrid) continue;
    const place = plan.city.devices.get(pair.memberA)?.locationId;
    const around = [...plan.city.devices.values()].filter(({ locationId }) => locationId === place).map(({ id }) => id);
    const own = { pair, vrid, ids: { a: pair.memberA, b: pair.memberB }, ports: { a: ports.a, b: ports.b }, around };
    const input = inputOf(own, world);
    const entry: Entry = { ...own, input, state: firstState(input, at) };
    entries.set(pair.id, entry);
    for (const side of sides) members.set(own.ids[side], { entry, side });
    hold(entry);
  }
  arm();

  return {
    get version() {
      return version;
    },
    apply(next, when) {
      const touched = [...entries.values()].flatMap((entry) => {
        const input = inputOf(entry, next);
        const before = advanced(entry.state, entry.input, when);
        const same = JSON.stringify(described(input)) === JSON.stringify(described(entry.input));
        entry.input = input;
        return update(entry, same ? before : settled(before, input, when));
      });
      arm();
      return touched;
    },
    advance(when) {
      if (when < nextAt) return [];
      const touched = [...entries.values()].flatMap((entry) => update(entry, advanced(entry.state, entry.input, when)));
      arm();
      return touched;
    },
    handOver(pairId, when) {
      const entry = entries.get(pairId);
      if (entry === undefined) return [];
      const touched = update(entry, handedOver(advanced(entry.state, entry.input, when), entry.input, when));
      arm();
      return touched;
    },
    memberOf(deviceId) {
      const found = members.get(deviceId);
      if (found === undefined) return undefined;
      const { entry, side } = found;
      const { pair, vrid, ids, state, input } = entry;
      const otherAddress = plan.city.devices.get(ids[side === 'a' ? 'b' : 'a'])?.address ?? '';
      return { pair, side, vrid, priority: priorities[side], state, faults: input.faults, otherAddress };
    },
    seenAt(deviceId) {
      const found = members.get(deviceId);
      if (found === undefined || seenSide(found.entry.state) !== found.side) return [];
      return [found.entry.pair.virtualAddress];
    },
    isMoved: (address) => [...entries.values()].some(({ pair }) => pair.virtualAddress === address),
    servedBy(pairId) {
      const entry = entries.get(pairId);
      const side = entry === undefined ? undefined : servingSide(entry.state, entry.input);
      return side === undefined ? undefined : entry?.ids[side];
    },
  };
}

/** The port of a host that carries its service. */
function portOf(plan: Plan, deviceId: string): Port | undefined {
  return plan.devices.get(deviceId)?.ports.find(({ name }) => name === 'eth0');
}

function described({ power, carrier, faults }: VrrpInput): unknown {
  return [power, carrier, [...faults].sort()];
}

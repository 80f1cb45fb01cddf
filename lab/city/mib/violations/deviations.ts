import { parsePrefix } from '../../../../core/index.ts';
import type { ViolationVerb } from '../../../faults/violations/catalogue.ts';
import { strangerMacOf } from '../../../faults/violations/stranger.ts';
import type { Live, LiveDevice } from '../../simulation.ts';
import { isIpv4 } from '../inet.ts';
import { plannedNeighbours } from '../planned-neighbours.ts';
import { type Deviation, nothing, type Site } from './deviation.ts';
import * as gear from './gear.ts';
import * as ways from './ways.ts';

/** What each violation changes in the tables; those of stations are heard at their port, those of tables are in the view. */
const makers: Partial<Record<ViolationVerb, (site: Site) => Deviation>> = {
  'foreign-neighbour': gear.foreignNeighbour,
  radio: ways.radio,
  sim: gear.part,
  'leak-route': ways.leakRoute,
  'public-neighbour': ways.publicNeighbour,
  'public-address': ways.publicAddress,
  'outside-session': ways.outsideSession,
  nat: ways.translation,
  tunnel: ways.tunnel,
  adjacency: ways.adjacency,
  forwarding: ways.forwarding,
  'second-subnet': ways.secondSubnet,
  ipv6: ways.ipv6,
  'outside-ntp': gear.outsideNtp,
  'open-port': gear.openPort,
  'arp-conflict': gear.arpConflict,
  boundary: ways.boundary,
  'signatures-old': gear.oldSignatures,
  'licence-expired': gear.expiredLicence,
};

/** All that a device tells against the plan right now; nothing is made for one that is as planned. */
export function deviationOf(device: LiveDevice, live: Live): Deviation {
  const { id } = device.planned.device;
  const all = live.world().violationsOf(id);
  if (all.length === 0) return nothing;
  const made = all.flatMap((violation) => {
    const maker = makers[violation.verb];
    return maker === undefined ? [] : [maker(siteOf(violation, device, live))];
  });
  const joined = <K extends keyof Deviation>(key: K) => made.flatMap((each) => each[key] as Deviation[K][number][]);
  return {
    interfaces: joined('interfaces'),
    addresses: joined('addresses'),
    neighbours: joined('neighbours'),
    routes: joined('routes'),
    connections: joined('connections'),
    rows: joined('rows'),
  };
}

function siteOf(violation: Site['violation'], device: LiveDevice, live: Live): Site {
  const { device: declared } = device.planned;
  const at = device.ports.findIndex(({ name, addresses }) =>
    violation.port === undefined
      ? addresses.some(({ address }) => address === declared.address)
      : name === violation.port,
  );
  const own = device.ports.flatMap(({ addresses }) => addresses).find(({ address }) => address === declared.address);
  return {
    violation,
    deviceId: declared.id,
    role: device.planned.role,
    ifIndex: at + 1,
    ownAddress: declared.address,
    strangerInNet: (fromEnd) => hostFromEnd(declared.address, own?.prefixLength ?? 24, fromEnd),
    strangerMac: strangerMacOf(`${declared.id}/${violation.port ?? ''} ${violation.verb}`),
    neighbours: plannedNeighbours(device, live),
    now: () => live.now(),
  };
}

/** The host that many places before the last address of a net: 1 is the last one that a host may have. */
function hostFromEnd(address: string, prefixLength: number, fromEnd: number): string {
  const last = parsePrefix(`${address}/${prefixLength}`)?.prefix.last;
  if (last === undefined || !isIpv4(address)) return `fe80::${fromEnd}`;
  const value = last - BigInt(fromEnd);
  return [24n, 16n, 8n, 0n].map((shift) => Number((value >> shift) & 0xffn)).join('.');
}

import { type Draft, ifTypes, type PlannedDevice } from './model.ts';
import { prefixLengthOf } from './points.ts';

const gigabit = 1_000_000_000;
const tenGigabit = 10_000_000_000;
const loopbackBitsPerSecond = 10_000_000;

function prefixesOf(draft: Draft, planned: PlannedDevice): readonly string[] {
  return draft.city.districts.get(planned.device.districtId)?.prefixes ?? draft.city.prefixes;
}

function addTrunk(draft: Draft, aggregation: PlannedDevice, core: PlannedDevice): void {
  const number = core.ports.filter(({ name }) => name.startsWith('xge-')).length + 1;
  const a = draft.port(core, `xge-0-${number}`, {
    speedBitsPerSecond: tenGigabit,
    alias: `to ${aggregation.device.id}`,
  });
  const b = draft.port(aggregation, 'xge-0-1', { speedBitsPerSecond: tenGigabit, alias: `to ${core.device.id}` });
  aggregation.upstreamId = core.device.id;
  draft.join({ id: `trunk:${aggregation.device.id}`, kind: 'trunk', a, b, bandwidthBitsPerSecond: tenGigabit });
}

function addHost(draft: Draft, host: PlannedDevice, above: PlannedDevice | undefined): void {
  draft.port(host, 'lo', { type: ifTypes.loopback, speedBitsPerSecond: loopbackBitsPerSecond });
  const eth0 = draft.port(host, 'eth0', { alias: 'service' });
  const { address } = host.device;
  eth0.addresses.push({ address, prefixLength: Math.max(24, prefixLengthOf(prefixesOf(draft, host), address)) });
  draft.port(host, 'eth1', { alias: 'heartbeat' });
  if (above === undefined) return;
  host.upstreamId = above.device.id;
  const number = above.ports.filter(({ name }) => name.startsWith('srv-')).length + 1;
  const a = draft.port(above, `srv-${number}`, { alias: `to ${host.device.id}` });
  draft.join({ id: `server:${host.device.id}`, kind: 'server', a, b: eth0, bandwidthBitsPerSecond: gigabit });
}

function addPairs(draft: Draft): void {
  for (const pair of draft.city.hostPairs.values()) {
    const first = draft.devices.get(pair.memberA);
    const second = draft.devices.get(pair.memberB);
    if (first === undefined || second === undefined) continue;
    const a = draft.port(first, 'eth1');
    const b = draft.port(second, 'eth1');
    if (a.cableId !== undefined || b.cableId !== undefined) continue;
    draft.join({ id: `heartbeat:${pair.id}`, kind: 'heartbeat', a, b, bandwidthBitsPerSecond: gigabit });
    // Where VRRP moves it, it is where the pair says.
    if (pair.standby === 'vrrp') continue;
    const virtual = { address: pair.virtualAddress, prefixLength: pair.virtualAddress.includes(':') ? 128 : 32 };
    draft.port(first, 'eth0').addresses.push(virtual);
  }
}

/** Aggregation switches, the core, the hosts at them and the cables between. */
export function addDataCentres(draft: Draft): void {
  const all = [...draft.devices.values()];
  const core = all.find(({ role }) => role === 'core');
  for (const planned of all.filter(({ role }) => role === 'aggregation' || role === 'core')) {
    const virtual = draft.port(planned, 'Vlan1', { type: ifTypes.vlan, alias: 'management' });
    const { address } = planned.device;
    virtual.addresses.push({
      address,
      prefixLength: Math.max(24, prefixLengthOf(prefixesOf(draft, planned), address)),
    });
    if (planned.role === 'aggregation' && core !== undefined) addTrunk(draft, planned, core);
  }
  for (const host of all.filter(({ role, device }) => role === 'host' && !isAtPoint(draft, device.pointId))) {
    const above =
      all.find(({ role, device }) => role === 'aggregation' && device.locationId === host.device.locationId) ??
      (core?.device.locationId === host.device.locationId ? core : undefined);
    addHost(draft, host, above);
  }
  for (const planned of all.filter(({ ports }) => ports.length === 0)) {
    const port = draft.port(planned, 'eth0');
    port.addresses.push({ address: planned.device.address, prefixLength: 24 });
  }
  addPairs(draft);
}

function isAtPoint(draft: Draft, pointId: string | undefined): boolean {
  return pointId !== undefined && draft.city.points.has(pointId);
}

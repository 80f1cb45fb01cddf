import type { Draft, PlannedDevice, Port } from './model.ts';
import { ifTypes } from './model.ts';

const fastEthernet = 100_000_000;
/** Ports of an access switch besides its uplink. */
const accessPorts = 24;
const uplinkName = 'ge-0-25';

/** Host part of a device's subnet: points have /24 prefixes in the plan, other prefixes are looked up. */
export function prefixLengthOf(prefixes: readonly string[], address: string): number {
  const family = address.includes(':');
  const prefix = prefixes.find((each) => each.includes(':') === family);
  const length = Number(prefix?.split('/')[1]);
  return Number.isInteger(length) ? length : family ? 64 : 24;
}

function addFibres(draft: Draft): void {
  for (const link of draft.city.links.values()) {
    const far = draft.devices.get(link.a.deviceId);
    const near = draft.devices.get(link.b.deviceId);
    if (far === undefined || near === undefined) continue;
    const speedBitsPerSecond = link.bandwidthBitsPerSecond;
    const about = `${link.id} ${link.circuit}`.trim();
    const a = draft.port(far, link.a.interfaceName, { speedBitsPerSecond, alias: `to ${link.pointId} ${about}` });
    const b = draft.port(near, link.b.interfaceName, { speedBitsPerSecond, alias: `to ${far.device.id} ${about}` });
    near.upstreamId = far.device.id;
    const { id, pointId, bandwidthBitsPerSecond } = link;
    draft.join({ id, kind: 'fibre', a, b, bandwidthBitsPerSecond, linkId: id, pointId });
  }
}

function addTerminals(draft: Draft, access: PlannedDevice): void {
  for (let number = 1; number <= accessPorts; number += 1) draft.port(access, `ge-0-${number}`);
  const uplink = draft.port(access, uplinkName, { alias: 'uplink' });
  for (const terminal of draft.city.terminals.values()) {
    if (terminal.switchId !== access.device.id || terminal.state !== 'in-use' || terminal.port === undefined) continue;
    const port = draft.port(access, terminal.port);
    if (port === uplink || port.cableId !== undefined) continue;
    const id = `terminal:${terminal.id}`;
    const bandwidthBitsPerSecond = fastEthernet;
    draft.join({ id, kind: 'terminal', a: port, b: undefined, bandwidthBitsPerSecond, terminalId: terminal.id });
  }
}

function manage(draft: Draft, planned: PlannedDevice, port: Port): void {
  const point = planned.device.pointId === undefined ? undefined : draft.city.points.get(planned.device.pointId);
  const { address } = planned.device;
  port.addresses.push({ address, prefixLength: prefixLengthOf(point?.prefixes ?? [], address) });
}

/** UTM, access switch and terminals of each point, and the fibres that lead to it. */
export function addPoints(draft: Draft): void {
  addFibres(draft);
  for (const point of draft.city.points.values()) {
    const here = [...draft.devices.values()].filter(({ device }) => device.pointId === point.id);
    const utm = here.find(({ role }) => role === 'utm');
    if (utm !== undefined) {
      for (const name of ['wan1', 'wan2', 'lan1', 'lan2', 'dmz']) draft.port(utm, name);
      manage(draft, utm, draft.port(utm, 'lan1'));
    }
    for (const access of here.filter(({ role }) => role === 'access')) {
      addTerminals(draft, access);
      manage(draft, access, draft.port(access, 'Vlan1', { type: ifTypes.vlan, alias: 'management' }));
      if (utm === undefined) continue;
      access.upstreamId = utm.device.id;
      const first = draft.port(utm, 'lan1');
      const a = first.cableId === undefined ? first : draft.port(utm, `lan-${access.device.id}`);
      const b = draft.port(access, uplinkName);
      const bandwidthBitsPerSecond = b.speedBitsPerSecond;
      draft.join({ id: `lan:${access.device.id}`, kind: 'lan', a, b, bandwidthBitsPerSecond, pointId: point.id });
    }
    for (const other of here.filter(({ role }) => role === 'other' || role === 'host')) {
      if (utm !== undefined) other.upstreamId = utm.device.id;
      manage(draft, other, draft.port(other, 'eth0'));
    }
  }
}

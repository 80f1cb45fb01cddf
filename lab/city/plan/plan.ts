import type { City, Device } from '../../../inventory/index.ts';
import { addDataCentres } from './data-centres.ts';
import { type Cable, type DeviceRole, type Draft, ifTypes, type Plan, type PlannedDevice, type Port } from './model.ts';
import { addPoints } from './points.ts';

const gigabit = 1_000_000_000;

/** Locally administered addresses, two octets for the device and one for the port. */
function macOf(device: number, port: number): string {
  const numbers = [0x02, 0xfa, 0x00, (device >> 8) & 0xff, device & 0xff, port & 0xff];
  return numbers.map((number) => number.toString(16).padStart(2, '0')).join(':');
}

function roleOf(city: City, device: Device, farEnds: ReadonlySet<string>): DeviceRole {
  if (device.kind === 'utm' || device.kind === 'host') return device.kind;
  if (device.kind !== 'switch') return 'other';
  if (farEnds.has(device.id)) return 'aggregation';
  return device.pointId !== undefined && city.points.has(device.pointId) ? 'access' : 'core';
}

function locationOf(city: City, device: Device): string {
  const point = device.pointId === undefined ? undefined : city.points.get(device.pointId);
  const district = city.districts.get(device.districtId)?.nameZh ?? city.nameZh;
  if (point === undefined) return `${district}财政专网数据中心机房`;
  return `${district}${city.offices.get(point.officeId)?.nameZh ?? point.officeId}（${point.id}）弱电间`;
}

/** Wires the declared city: every link, and what a city of this kind has around it. Pure; the same each time. */
export function planOf(city: City): Plan {
  const farEnds = new Set([...city.links.values()].map((link) => link.a.deviceId));
  const devices = new Map<string, PlannedDevice>();
  const cables = new Map<string, Cable>();
  for (const device of city.devices.values()) {
    devices.set(device.id, {
      device,
      role: roleOf(city, device, farEnds),
      ports: [],
      mac: macOf(devices.size + 1, 0),
      upstreamId: undefined,
      locationZh: locationOf(city, device),
    });
  }
  const numbers = new Map([...devices.keys()].map((id, index) => [id, index + 1]));
  const draft: Draft = {
    city,
    devices,
    cables,
    port(planned, name, options = {}) {
      const known = planned.ports.find((port) => port.name === name);
      if (known !== undefined) return known;
      const port: Port = {
        deviceId: planned.device.id,
        name,
        type: ifTypes.ethernet,
        alias: '',
        speedBitsPerSecond: gigabit,
        mac: macOf(numbers.get(planned.device.id) ?? 0, planned.ports.length + 1),
        cableId: undefined,
        addresses: [],
        ...options,
      };
      planned.ports.push(port);
      return port;
    },
    join(cable) {
      cables.set(cable.id, cable);
      cable.a.cableId = cable.id;
      if (cable.b !== undefined) cable.b.cableId = cable.id;
    },
  };
  addPoints(draft);
  addDataCentres(draft);
  return { city, devices, cables, linksOfPoint: linksOfPoints(city) };
}

function linksOfPoints(city: City): Map<string, string[]> {
  const links = [...city.links.values()].sort((a, b) => Number(a.role === 'backup') - Number(b.role === 'backup'));
  const found = new Map<string, string[]>();
  for (const link of links) found.set(link.pointId, [...(found.get(link.pointId) ?? []), link.id]);
  return found;
}

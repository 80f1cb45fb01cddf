import { integer, octets, type Row, type Value } from '../../agent/index.ts';
import { type DeviceRole, ifTypes } from '../plan/model.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { makers } from './makers.ts';
import { macOctets, macOfDevice, neighboursOf } from './neighbours.ts';

const lldp = '1.0.8802.1.1.2.1';
/** Subtypes of IEEE 802.1AB: a chassis by its MAC, a port by its name. */
const subtype = { chassisMac: 4, portName: 5 } as const;
/** LldpSystemCapabilitiesMap: bridge(2), wlanAccessPoint(3), router(4). */
export const capability = { bridge: 0x20, wlanAccessPoint: 0x10, router: 0x08 } as const;

function capabilitiesOf(role: DeviceRole): Value {
  const bridges = role === 'access' || role === 'aggregation' || role === 'core' ? capability.bridge : 0;
  return octets(Uint8Array.of(bridges | (role === 'access' ? 0 : capability.router)));
}

/** LLDP-MIB (IEEE 802.1AB): the device itself, its ports, and the network devices next to it. Hosts do not speak it. */
export function lldpRows(device: LiveDevice, live: Live): Row[] {
  const { planned } = device;
  const rows: Row[] = [
    { oid: `${lldp}.3.1.0`, value: integer(subtype.chassisMac) },
    { oid: `${lldp}.3.2.0`, value: octets(macOctets(macOfDevice(planned, live))) },
    { oid: `${lldp}.3.3.0`, value: octets(planned.device.id) },
    { oid: `${lldp}.3.4.0`, value: octets(makers[planned.role].sysDescr(planned.device.id)) },
    { oid: `${lldp}.3.5.0`, value: capabilitiesOf(planned.role) },
    { oid: `${lldp}.3.6.0`, value: capabilitiesOf(planned.role) },
  ];
  for (const [index, port] of device.ports.entries()) {
    if (port.type !== ifTypes.ethernet) continue;
    rows.push({ oid: `${lldp}.3.7.1.2.${index + 1}`, value: integer(subtype.portName) });
    rows.push({ oid: `${lldp}.3.7.1.3.${index + 1}`, value: octets(port.name) });
    rows.push({ oid: `${lldp}.3.7.1.4.${index + 1}`, value: octets(port.alias) });
  }
  for (const { far, ifIndex } of neighboursOf(device, live)) {
    const there = far === undefined ? undefined : live.plan.devices.get(far.deviceId);
    if (far === undefined || there === undefined || there.role === 'host' || there.role === 'other') continue;
    const column = (number: number) => `${lldp}.4.1.1.${number}.0.${ifIndex}.1`;
    rows.push({ oid: column(4), value: integer(subtype.chassisMac) });
    rows.push({ oid: column(5), value: octets(macOctets(macOfDevice(there, live))) });
    rows.push({ oid: column(6), value: integer(subtype.portName) });
    rows.push({ oid: column(7), value: octets(far.name) });
    rows.push({ oid: column(8), value: octets(far.alias) });
    rows.push({ oid: column(9), value: octets(there.device.id) });
    rows.push({ oid: column(10), value: octets(makers[there.role].sysDescr(there.device.id)) });
    rows.push({ oid: column(11), value: capabilitiesOf(there.role) });
    rows.push({ oid: column(12), value: capabilitiesOf(there.role) });
  }
  return rows;
}

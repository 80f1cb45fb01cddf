import {
  counter32,
  engineIdOf,
  ethernetMessageOctets,
  integer,
  objectIdentifier,
  octets,
  type Row,
  timeTicks,
} from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { makers } from './makers.ts';

/** Hundredths of a second since a device's boot. */
export function upTimeHundredths(device: LiveDevice, live: Live): number {
  return Math.max(0, Math.floor((live.now() - live.deviceOf(device.planned.device.id).bootedAt) / 10));
}

/** SNMPv2-MIB system group (RFC 3418) and SNMP-FRAMEWORK-MIB snmpEngine (RFC 3411). */
export function systemRows(device: LiveDevice, live: Live): Row[] {
  const { planned } = device;
  const { id } = planned.device;
  const maker = makers[planned.role];
  const system = '1.3.6.1.2.1.1';
  const engine = '1.3.6.1.6.3.10.2.1';
  return [
    { oid: `${system}.1.0`, value: octets(maker.sysDescr(id)) },
    { oid: `${system}.2.0`, value: objectIdentifier(maker.sysObjectID) },
    { oid: `${system}.3.0`, value: () => timeTicks(upTimeHundredths(device, live)) },
    { oid: `${system}.4.0`, value: octets('信息中心网络科') },
    { oid: `${system}.5.0`, value: octets(id) },
    { oid: `${system}.6.0`, value: octets(planned.locationZh) },
    { oid: `${system}.7.0`, value: integer(maker.sysServices) },
    { oid: `${engine}.1.0`, value: octets(engineIdOf(id)) },
    { oid: `${engine}.2.0`, value: () => integer(live.deviceOf(id).boots) },
    { oid: `${engine}.3.0`, value: () => integer(Math.floor(upTimeHundredths(device, live) / 100)) },
    { oid: `${engine}.4.0`, value: integer(ethernetMessageOctets) },
    { oid: '1.3.6.1.2.1.11.1.0', value: () => counter32(Math.floor(upTimeHundredths(device, live) / 500)) },
  ];
}

import { counter32, counter64, gauge32, integer, octets, type Row, timeTicks, type Value } from '../../agent/index.ts';
import { ifTypes, type Port } from '../plan/model.ts';
import type { CounterName, Live, LiveDevice } from '../simulation.ts';
import { macOctets, macOfPort } from './neighbours.ts';
import { deviationOf } from './violations/deviations.ts';
import { extraInterfaceRows } from './violations/extra-interfaces.ts';

const ifEntry = '1.3.6.1.2.1.2.2.1';
const ifXEntry = '1.3.6.1.2.1.31.1.1.1';
const status = { up: 1, down: 2 } as const;
const gauge32Max = 4_294_967_295;
const mtuOctets = 1500;
/** Mean size of a frame in such a network. */
const octetsPerFrame = 610;
/** Of a hundred frames three go to all: two to a group, one to everybody. */
const shares = { unicast: 0.97, multicast: 0.02, broadcast: 0.01 } as const;

/** IF-MIB (RFC 2863): ifTable and ifXTable. A 32-bit counter is the low half of its 64-bit one. */
export function interfaceRows(device: LiveDevice, live: Live): Row[] {
  const further = deviationOf(device, live).interfaces;
  const rows: Row[] = [{ oid: '1.3.6.1.2.1.2.1.0', value: integer(device.ports.length + further.length) }];
  for (const each of further) rows.push(...extraInterfaceRows(each, device.planned.device.id));
  for (const [index, port] of device.ports.entries()) portRows(rows, port, index + 1, device, live);
  return rows;
}

/** Sockets for staff are always switched on; elsewhere a port without a cable is switched off. */
function isEnabled(port: Port, device: LiveDevice, live: Live): boolean {
  if (live.world().portUp(port)) return true;
  return port.cableId !== undefined || port.type !== ifTypes.ethernet || device.planned.role === 'access';
}

function portRows(rows: Row[], port: Port, ifIndex: number, device: LiveDevice, live: Live): void {
  const add = (entry: string, column: number, value: Value | (() => Value)) =>
    rows.push({ oid: `${entry}.${column}.${ifIndex}`, value });
  const frames = (counter: CounterName, share: number) => live.count(port, counter) * (share / octetsPerFrame);
  const changed = () => {
    const { bootedAt } = live.deviceOf(device.planned.device.id);
    return timeTicks(Math.max(0, Math.floor((live.changedAt(port) - bootedAt) / 10)));
  };

  add(ifEntry, 1, integer(ifIndex));
  add(ifEntry, 2, octets(port.name));
  add(ifEntry, 3, integer(port.type));
  add(ifEntry, 4, integer(mtuOctets));
  add(ifEntry, 5, gauge32(Math.min(port.speedBitsPerSecond, gauge32Max)));
  add(ifEntry, 6, octets(port.type === ifTypes.loopback ? '' : macOctets(macOfPort(port, live))));
  add(ifEntry, 7, integer(isEnabled(port, device, live) ? status.up : status.down));
  add(ifEntry, 8, () => integer(live.world().portUp(port) ? status.up : status.down));
  add(ifEntry, 9, changed);
  add(ifEntry, 10, () => counter32(live.count(port, 'in')));
  add(ifEntry, 11, () => counter32(frames('in', shares.unicast)));
  add(ifEntry, 13, counter32(0));
  add(ifEntry, 14, () => counter32(live.count(port, 'inErrors')));
  add(ifEntry, 15, counter32(0));
  add(ifEntry, 16, () => counter32(live.count(port, 'out')));
  add(ifEntry, 17, () => counter32(frames('out', shares.unicast)));
  add(ifEntry, 19, () => counter32(live.count(port, 'outDiscards')));
  add(ifEntry, 20, counter32(0));

  add(ifXEntry, 1, octets(port.name));
  add(ifXEntry, 2, () => counter32(frames('in', shares.multicast)));
  add(ifXEntry, 3, () => counter32(frames('in', shares.broadcast)));
  add(ifXEntry, 4, () => counter32(frames('out', shares.multicast)));
  add(ifXEntry, 5, () => counter32(frames('out', shares.broadcast)));
  add(ifXEntry, 6, () => counter64(live.count(port, 'in')));
  add(ifXEntry, 7, () => counter64(Math.floor(frames('in', shares.unicast))));
  add(ifXEntry, 8, () => counter64(Math.floor(frames('in', shares.multicast))));
  add(ifXEntry, 9, () => counter64(Math.floor(frames('in', shares.broadcast))));
  add(ifXEntry, 10, () => counter64(live.count(port, 'out')));
  add(ifXEntry, 11, () => counter64(Math.floor(frames('out', shares.unicast))));
  add(ifXEntry, 12, () => counter64(Math.floor(frames('out', shares.multicast))));
  add(ifXEntry, 13, () => counter64(Math.floor(frames('out', shares.broadcast))));
  add(ifXEntry, 14, integer(status.up));
  add(ifXEntry, 15, gauge32(Math.round(port.speedBitsPerSecond / 1_000_000)));
  add(ifXEntry, 16, integer(2));
  add(ifXEntry, 17, integer(port.type === ifTypes.ethernet ? 1 : 2));
  add(ifXEntry, 18, octets(port.alias));
  add(ifXEntry, 19, timeTicks(0));
}

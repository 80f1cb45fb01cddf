import { gauge32, integer, octets, type Row } from '../../agent/index.ts';
import { ifTypes } from '../plan/model.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { macIndex, macOctets, macOfDevice, neighboursOf } from './neighbours.ts';

const bridge = '1.3.6.1.2.1.17';
const vlan = 1;
const learned = 3;
const transparent = 2;

/** BRIDGE-MIB (RFC 4188) and Q-BRIDGE-MIB (RFC 4363): ports and who was heard on them, all in VLAN 1. */
export function bridgeRows(device: LiveDevice, live: Live): Row[] {
  const numbered = device.ports
    .map((port, index) => ({ port, ifIndex: index + 1 }))
    .filter(({ port }) => port.type === ifTypes.ethernet)
    .map((each, index) => ({ ...each, bridgePort: index + 1 }));
  const bridgePorts = new Map(numbered.map(({ ifIndex, bridgePort }) => [ifIndex, bridgePort]));
  const neighbours = neighboursOf(device, live);
  const rows: Row[] = [
    { oid: `${bridge}.1.1.0`, value: octets(macOctets(macOfDevice(device.planned, live))) },
    { oid: `${bridge}.1.2.0`, value: integer(numbered.length) },
    { oid: `${bridge}.1.3.0`, value: integer(transparent) },
    { oid: `${bridge}.7.1.2.1.1.2.${vlan}`, value: gauge32(neighbours.length) },
  ];
  for (const { bridgePort, ifIndex } of numbered) {
    rows.push({ oid: `${bridge}.1.4.1.1.${bridgePort}`, value: integer(bridgePort) });
    rows.push({ oid: `${bridge}.1.4.1.2.${bridgePort}`, value: integer(ifIndex) });
  }
  for (const { mac, ifIndex } of neighbours) {
    const index = macIndex(mac);
    const port = integer(bridgePorts.get(ifIndex) ?? 0);
    rows.push({ oid: `${bridge}.4.3.1.1.${index}`, value: octets(macOctets(mac)) });
    rows.push({ oid: `${bridge}.4.3.1.2.${index}`, value: port });
    rows.push({ oid: `${bridge}.4.3.1.3.${index}`, value: integer(learned) });
    rows.push({ oid: `${bridge}.7.1.2.2.1.2.${vlan}.${index}`, value: port });
    rows.push({ oid: `${bridge}.7.1.2.2.1.3.${vlan}.${index}`, value: integer(learned) });
  }
  return rows;
}

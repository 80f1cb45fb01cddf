import { integer, objectIdentifier, octets, type Row } from '../../../agent/index.ts';
import { capability } from '../lldp.ts';
import { macOctets } from '../neighbours.ts';
import { portControl, portControlOid } from '../port-access.ts';
import { contractEndOids, contractEndText, signatureOids, signatureText } from '../utm.ts';
import { type Deviation, nothing, type Site } from './deviation.ts';
import { outside } from './outside.ts';

const lldp = '1.0.8802.1.1.2.1.4.1.1';
const entity = '1.3.6.1.2.1.47.1.1.1.1';
const ntp = '1.3.6.1.2.1.197.1.3.1.1';
const dayMs = 86_400_000;
/** entPhysicalIndex of a part that nobody planned. */
const addedPart = 9_001;
const module = 9;

/** ISO-04: an access point of somebody's own, by LLDP. */
export function foreignNeighbour({ ifIndex, strangerMac }: Site): Deviation {
  const column = (number: number) => `${lldp}.${number}.0.${ifIndex}.9`;
  const can = octets(Uint8Array.of(capability.wlanAccessPoint | capability.bridge));
  const rows: Row[] = [
    { oid: column(4), value: integer(4) },
    { oid: column(5), value: octets(macOctets(strangerMac)) },
    { oid: column(6), value: integer(5) },
    { oid: column(7), value: octets('eth0') },
    { oid: column(8), value: octets('') },
    { oid: column(9), value: octets('office-ap') },
    { oid: column(10), value: octets('Wireless access point') },
    { oid: column(11), value: can },
    { oid: column(12), value: can },
  ];
  return { ...nothing, rows };
}

/** ISO-06: a card with a subscriber in it, one without, or a part of which nothing is known. */
export function part({ violation: { detail }, strangerMac }: Site): Deviation {
  const column = (number: number) => `${entity}.${number}.${addedPart}`;
  const name = detail === 'module' ? 'Expansion module' : 'LTE module';
  const rows: Row[] = [
    { oid: column(2), value: octets(detail === 'sim' ? `${name}, SIM card present` : name) },
    { oid: column(3), value: objectIdentifier('0.0') },
    { oid: column(4), value: integer(1) },
    { oid: column(5), value: integer(module) },
    { oid: column(6), value: integer(9) },
    { oid: column(7), value: octets(`${name} 1`) },
    { oid: column(11), value: octets(`NB${strangerMac.replaceAll(':', '').slice(-8).toUpperCase()}`) },
    { oid: column(12), value: octets('') },
    { oid: column(13), value: octets(detail === 'module' ? 'EXP-1' : 'EC20-CE') },
    { oid: column(16), value: integer(1) },
  ];
  return { ...nothing, rows };
}

/** ISO-14: NTPv4-MIB (RFC 5907), a server outside. */
export function outsideNtp(): Deviation {
  const column = (number: number) => `${ntp}.${number}.1`;
  const rows: Row[] = [
    { oid: column(2), value: octets('ntp.example') },
    { oid: column(3), value: octets('POOL') },
    { oid: column(4), value: integer(1) },
    { oid: column(5), value: octets(Uint8Array.from(outside.ntp.split('.').map(Number))) },
  ];
  return { ...nothing, rows };
}

/** ISO-16. */
export function openPort({ ifIndex }: Site): Deviation {
  return { ...nothing, rows: [{ oid: portControlOid(ifIndex), value: integer(portControl.forceAuthorized) }] };
}

/** ISO-19: somebody answers for the first address that the device knows: its gateway's, or a terminal's for a UTM. */
export function arpConflict({ neighbours, strangerMac }: Site): Deviation {
  const [victim] = neighbours;
  return victim === undefined ? nothing : { ...nothing, neighbours: [{ ...victim, mac: strangerMac }] };
}

/** ISO-56. */
export function oldSignatures({ violation, now }: Site): Deviation {
  const rows = signatureOids.map((oid) => ({
    oid,
    value: () => octets(signatureText(now() - Number(violation.detail) * dayMs)),
  }));
  return { ...nothing, rows };
}

/** ISO-56: the contracts ended a month ago. */
export function expiredLicence({ now }: Site): Deviation {
  const rows = contractEndOids.map((oid) => ({ oid, value: () => octets(contractEndText(now() - 30 * dayMs)) }));
  return { ...nothing, rows };
}

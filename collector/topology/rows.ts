import type { OneShotRow } from '../snmp/one-shot/table-spec.ts';
import { type LldpNeighbour, type Station, type TopologyPort, topologyBounds } from './model.ts';
import { physicalClass } from './tables.ts';

const { textCharacters } = topologyBounds;
/** What the forwarding table holds of itself or by hand is nobody who was heard. */
const learnedWords: ReadonlySet<unknown> = new Set(['learned', 'mgmt']);
/** LldpPortIdSubtype: alias, MAC, interface name and local text all may name a port; an ifIndex in digits does too. */
const macAddress = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;

const textOf = (row: OneShotRow, field: string): string => {
  const value = row[field];
  return typeof value === 'string' ? value.trim().slice(0, textCharacters) : '';
};
const numberOf = (row: OneShotRow, field: string): number | undefined => {
  const value = row[field];
  return typeof value === 'number' ? value : undefined;
};

/** ifIndex to the port's name: ifName where unique on the device, else ifDescr where unique, else `if` and the ifIndex. */
export function portNamesOf(rows: readonly OneShotRow[]): ReadonlyMap<number, string> {
  const count = (field: string) => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(textOf(row, field), (counts.get(textOf(row, field)) ?? 0) + 1);
    return (row: OneShotRow) =>
      textOf(row, field) !== '' && counts.get(textOf(row, field)) === 1 ? textOf(row, field) : undefined;
  };
  const byName = count('ifName');
  const byDescr = count('ifDescr');
  const names = new Map<number, string>();
  for (const row of rows) {
    const ifIndex = numberOf(row, 'ifIndex');
    if (ifIndex !== undefined) names.set(ifIndex, byName(row) ?? byDescr(row) ?? `if${ifIndex}`);
  }
  return names;
}

export function portsOf(rows: readonly OneShotRow[], names: ReadonlyMap<number, string>): readonly TopologyPort[] {
  return rows.flatMap((row) => {
    const ifIndex = numberOf(row, 'ifIndex');
    const name = ifIndex === undefined ? undefined : names.get(ifIndex);
    if (ifIndex === undefined || name === undefined) return [];
    const mac = textOf(row, 'mac');
    return [{ name, ifIndex, ...(macAddress.test(mac) && mac !== '00:00:00:00:00:00' ? { mac } : {}) }];
  });
}

/** Serial numbers of every chassis; of a device that names no chassis, that of its first part which has one. */
export function serialsOf(rows: readonly OneShotRow[]): readonly string[] {
  const numbered = rows.filter((row) => textOf(row, 'serial') !== '');
  const chassis = numbered.filter((row) => numberOf(row, 'class') === physicalClass.chassis);
  const chosen = chassis.length > 0 ? chassis : numbered.slice(0, 1);
  return chosen.slice(0, topologyBounds.serials).map((row) => textOf(row, 'serial'));
}

/** lldpRemTable at our ports' names; a local port that cannot be named keeps its number. */
export function neighboursOf(
  remotes: readonly OneShotRow[],
  localPorts: readonly OneShotRow[],
  names: ReadonlyMap<number, string>,
): readonly LldpNeighbour[] {
  const known = new Set(names.values());
  const local = new Map(localPorts.map((row) => [numberOf(row, 'localPort'), textOf(row, 'portId')]));
  return remotes.flatMap((row) => {
    const number = numberOf(row, 'localPort');
    if (number === undefined) return [];
    const named = local.get(number);
    const port = named !== undefined && known.has(named) ? named : (names.get(number) ?? named ?? `port${number}`);
    return [
      { port, chassisId: textOf(row, 'chassisId'), portId: textOf(row, 'portId'), sysName: textOf(row, 'sysName') },
    ];
  });
}

/** Who was heard where, from both bridge MIBs; each address once for each port. */
export function stationsOf(
  rows: readonly OneShotRow[],
  bridgePorts: readonly OneShotRow[],
  names: ReadonlyMap<number, string>,
): readonly Station[] {
  const ifIndexes = new Map(bridgePorts.map((row) => [numberOf(row, 'port'), numberOf(row, 'ifIndex')]));
  const found = new Map<string, Station>();
  for (const row of rows) {
    const bridgePort = numberOf(row, 'port');
    if (bridgePort === undefined || bridgePort === 0 || !learnedWords.has(row.status ?? 'learned')) continue;
    const ifIndex = ifIndexes.get(bridgePort);
    const port = ifIndex === undefined ? undefined : names.get(ifIndex);
    const mac = textOf(row, 'mac');
    if (port !== undefined && macAddress.test(mac)) found.set(`${port} ${mac}`, { port, mac });
  }
  return [...found.values()];
}

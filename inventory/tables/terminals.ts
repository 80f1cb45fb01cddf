import type { Columns } from '../files/csv.ts';
import { type Device, type Point, type Terminal, terminalStates } from '../model.ts';
import type { Cells } from './cells.ts';
import type { Reading } from './context.ts';
import { type Entries, Once, readEntries } from './entries.ts';
import { prefixList } from './networks.ts';

export const terminalColumns: Columns = {
  required: ['id', 'point', 'network', 'mac', 'state'],
  optional: ['address', 'switch', 'port', 'barcode'],
  extra: ['more_macs', 'disk_serials', 'custodian', 'brand', 'model'],
};

/** Network cards beside the first, and disks, that one terminal may have. */
const partsAtMost = 16;
const serialCharacters = 64;

/** Reads terminals.csv: whose MACs, disks, address, switch port and barcode are each one terminal's alone. */
export function readTerminals({
  table,
  mistakes,
  networks,
  addresses,
  points,
  devices,
}: Reading & { points: Entries<Point>; devices: Entries<Device> }): Entries<Terminal> {
  const macs = new Once(mistakes);
  const ports = new Once(mistakes);
  const barcodes = new Once(mistakes);
  const serials = new Once(mistakes);
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      const pointId = cells.reference('point', points, 'point') ?? '';
      const network = cells.oneOf('network', ['inner', 'outer']);
      const mac = cells.mac('mac');
      if (mac !== undefined) macs.use(mac, cells.row, 'mac', 'duplicate-mac', mac);
      const address = cells.optionalAddress('address');
      if (address !== undefined && network !== undefined) {
        const inner = network === 'inner';
        if (inner && !networks.mayHold('point', pointId, address)) {
          const prefixes = prefixList(networks.prefixesOf('point', pointId));
          cells.wrong('address', 'address-outside', { value: address.text, owner: pointId, network: prefixes });
        }
        // Outer networks are each point's own, often with the same private addresses; inner ones are one network.
        const key = inner ? address.text : `${pointId} ${address.text}`;
        addresses.use(key, cells.row, 'address', 'duplicate-address', address.text);
      }
      const switchId = readSwitch({ cells, pointId, devices });
      const port = cells.optional('port');
      if (port !== undefined && switchId === undefined && cells.row.cell('switch') === '')
        cells.wrong('port', 'port-without-switch');
      if (port !== undefined && switchId !== undefined) {
        ports.use(`${switchId} ${port}`, cells.row, 'port', 'port-twice', `${switchId} ${port}`);
      }
      const barcode = cells.optional('barcode') ?? '';
      if (barcode !== '') barcodes.use(barcode, cells.row, 'barcode', 'duplicate-barcode', barcode);
      const moreMacs = cells.macs('more_macs');
      for (const each of moreMacs) macs.use(each, cells.row, 'more_macs', 'duplicate-mac', each);
      if (moreMacs.length > partsAtMost) cells.wrong('more_macs', 'too-many-values', { limit: partsAtMost });
      const diskSerials = readSerials(cells);
      for (const each of diskSerials) serials.use(each, cells.row, 'disk_serials', 'duplicate-serial', each);
      const [custodian, brand, model] = ['custodian', 'brand', 'model'].map((column) => cells.optional(column));
      return {
        id,
        pointId,
        network: network ?? 'inner',
        mac: mac ?? '',
        ...(moreMacs.length === 0 ? {} : { moreMacs }),
        address: address?.text,
        switchId,
        port,
        state: cells.oneOf('state', terminalStates) ?? 'in-use',
        barcode,
        ...(diskSerials.length === 0 ? {} : { diskSerials }),
        ...(custodian === undefined ? {} : { custodian }),
        ...(brand === undefined ? {} : { brand }),
        ...(model === undefined ? {} : { model }),
      };
    },
  });
}

/** Serial numbers as they stand on the disks, upper case, with `|` between them: some makers' hold spaces. */
function readSerials(cells: Cells): readonly string[] {
  const serials = (cells.optional('disk_serials') ?? '')
    .split('|')
    .map((serial) => serial.trim().toUpperCase())
    .filter((serial) => serial !== '');
  if (serials.length > partsAtMost) cells.wrong('disk_serials', 'too-many-values', { limit: partsAtMost });
  const long = serials.find((serial) => serial.length > serialCharacters);
  if (long !== undefined) cells.wrong('disk_serials', 'serial-too-long', { value: long, limit: serialCharacters });
  return serials;
}

function readSwitch({
  cells,
  pointId,
  devices,
}: {
  cells: Cells;
  pointId: string;
  devices: Entries<Device>;
}): string | undefined {
  const id = cells.optionalReference('switch', devices, 'device');
  const device = id === undefined ? undefined : devices.get(id)?.value;
  if (id === undefined || device === undefined || devices.mayMention(id)) return id;
  if (device.kind !== 'switch') cells.wrong('switch', 'no-switch', { value: id, kind: device.kind });
  else if (pointId !== '' && device.locationId !== pointId) {
    cells.wrong('switch', 'switch-elsewhere', { value: id, owner: device.locationId, point: pointId });
  }
  return id;
}

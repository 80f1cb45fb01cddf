import { entityTable } from '../snmp/one-shot/entity-tables.ts';
import { number, type OneShotRow, type TableSpec, text, word } from '../snmp/one-shot/table-spec.ts';
import { textOf } from './fields.ts';
import type { SeenPart, TableReading } from './model.ts';
import { type Part, readParts as readAll } from './part.ts';
import { type IsolationTools, only, sourceOf } from './walk.ts';

/** HH3C-3GMODEM-MIB: radio cards of H3C's routers and UTMs. */
const wirelessCards: TableSpec = {
  table: 'hh3cWirelessCardTable',
  entry: '1.3.6.1.4.1.25506.2.98.1.1.1.1',
  index: (reader) => ({ card: reader.number() }),
  columns: [
    [2, 'modelName', text],
    [3, 'mfgName', text],
    [4, 'descr', text],
    [5, 'serialNum', text],
  ],
};

/** Who subscribes (hh3cUIMImsi) and the PIN beside it are not asked: they are nobody's business here. */
const simCards: TableSpec = {
  table: 'hh3cUIMInfoTable',
  entry: '1.3.6.1.4.1.25506.2.98.1.2.1.1',
  needs: 'status',
  index: (reader) => ({ card: reader.number(), sim: reader.number() }),
  columns: [
    [2, 'status', word('absent initial fault unprotected protected pinLocked pukLocked selfDestruct'.split(' '))],
    [6, 'provider', text],
  ],
};

/** FORTINET-FORTIGATE-MIB: what is in the USB sockets. */
const usbPorts: TableSpec = {
  table: 'fgUsbportTable',
  entry: '1.3.6.1.4.1.12356.101.4.7.2.1',
  needs: 'plugged',
  index: (reader) => ({ socket: reader.number() }),
  columns: [
    [2, 'plugged', number],
    [4, 'class', number],
    [8, 'mfgName', text],
    [9, 'product', text],
    [10, 'serialNum', text],
  ],
};
/** fgUsbportClass: devices that carry packets (comm, cdcData), and storage. */
const usbClasses = new Map<unknown, string>([
  [2, 'comm'],
  [3, 'hid'],
  [7, 'printer'],
  [8, 'storage'],
  [9, 'hub'],
  [10, 'cdcData'],
]);

const ofMaker: readonly (readonly [prefix: string, parts: readonly Part<SeenPart>[]])[] = [
  [
    '1.3.6.1.4.1.25506.',
    [
      {
        spec: wirelessCards,
        rows: (row, spec) => [{ ...partOf(row, spec), description: `cellular ${described(row)}` }],
      },
      { spec: simCards, rows: simOf },
    ],
  ],
  ['1.3.6.1.4.1.12356.', [{ spec: usbPorts, rows: usbOf }]],
];

const entities = only(entityTable, 'descr', 'class', 'name', 'serialNum', 'mfgName', 'modelName', 'isFru');

/** What the device is built of (ENTITY-MIB), and radio cards, SIM cards and USB devices where its maker's tables tell. */
export function readParts({ walk, sysObjectID }: IsolationTools): Promise<TableReading<SeenPart>> {
  const makers = ofMaker.flatMap(([prefix, parts]) => (sysObjectID.startsWith(prefix) ? parts : []));
  const all: readonly Part<SeenPart>[] = [{ spec: entities, rows: (row, spec) => [partOf(row, spec)] }, ...makers];
  return readAll(walk, all, ({ index }) => index);
}

function partOf(row: OneShotRow, spec: TableSpec): SeenPart {
  return {
    index: spec === entities ? row.index : `${spec.table}.${row.index}`,
    description: described(row),
    partClass: textOf(row, 'class') || 'module',
    serial: textOf(row, 'serialNum'),
    model: textOf(row, 'modelName'),
    fieldReplaceable: row.isFru === 'true' || spec !== entities,
    source: sourceOf([spec], row, 'descr', 'modelName', 'name'),
  };
}

function described(row: OneShotRow): string {
  return (
    textOf(row, 'descr') || [textOf(row, 'mfgName'), textOf(row, 'modelName') || textOf(row, 'name')].join(' ').trim()
  );
}

/** A slot without a card is no part; a card that is faulty or locked is one. */
function simOf(row: OneShotRow, spec: TableSpec): readonly SeenPart[] {
  if (row.status === 'absent') return [];
  const description = `SIM card ${textOf(row, 'provider')}`.trim();
  return [{ ...partOf(row, spec), description, simPresent: true, source: sourceOf([spec], row, 'status') }];
}

function usbOf(row: OneShotRow, spec: TableSpec): readonly SeenPart[] {
  if (row.plugged !== 1) return [];
  const kind = usbClasses.get(row.class) ?? 'device';
  const carries = kind === 'comm' || kind === 'cdcData' ? 'USB modem' : `USB ${kind}`;
  const description = [carries, textOf(row, 'mfgName'), textOf(row, 'product')].filter((each) => each !== '').join(' ');
  return [
    { ...partOf(row, spec), partClass: 'module', description, source: sourceOf([spec], row, 'product', 'plugged') },
  ];
}

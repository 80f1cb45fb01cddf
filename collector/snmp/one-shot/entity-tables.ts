import { dateAndTime, integer, number, type OneShotRow, oid, type TableSpec, text, truth, word } from './table-spec.ts';

const byEntity: TableSpec['index'] = (reader) => ({ entPhysicalIndex: reader.number() });
const classes = 'other unknown chassis backplane container powerSupply fan sensor module port stack cpu'.split(' ');

/** ENTITY-MIB (RFC 6933, and 2737 before it): what the device is built of. */
export const entityTable: TableSpec = {
  table: 'entPhysicalTable',
  entry: '1.3.6.1.2.1.47.1.1.1.1',
  index: byEntity,
  columns: [
    [2, 'descr', text],
    [3, 'vendorType', oid],
    [4, 'containedIn', number],
    [5, 'class', word(classes)],
    [6, 'parentRelPos', integer],
    [7, 'name', text],
    [8, 'hardwareRev', text],
    [9, 'firmwareRev', text],
    [10, 'softwareRev', text],
    [11, 'serialNum', text],
    [12, 'mfgName', text],
    [13, 'modelName', text],
    [14, 'alias', text],
    [15, 'assetId', text],
    [16, 'isFru', truth],
    [17, 'mfgDate', dateAndTime],
  ],
};

/** Which interface a part is: the identifier ends with its ifIndex. */
export const entityPortTable: TableSpec = {
  table: 'entAliasMappingTable',
  entry: '1.3.6.1.2.1.47.1.3.2.1',
  index: (reader) => ({ entPhysicalIndex: reader.number(), logicalIndex: reader.number() }),
  columns: [[2, 'identifier', oid]],
};

/** RFC 3433, EntitySensorDataType from 1, and the unit that `value` is in. */
const sensorTypes: readonly (readonly [type: string, unit: string])[] = [
  ['other', ''],
  ['unknown', ''],
  ['voltsAC', 'volt'],
  ['voltsDC', 'volt'],
  ['amperes', 'ampere'],
  ['watts', 'watt'],
  ['hertz', 'hertz'],
  ['celsius', 'celsius'],
  ['percentRH', 'ratio'],
  ['rpm', 'rpm'],
  ['cmm', 'cubicMetrePerMinute'],
  ['truthvalue', ''],
  ['specialEnum', ''],
  ['dBm', 'dBm'],
];
const unitOf = new Map(sensorTypes);
/** EntitySensorDataScale from 1 (yocto) to 17; the powers of ten are those that the RFC writes beside the names. */
const exponents = [-24, -21, -18, -15, -12, -9, -6, -3, 0, 3, 6, 9, 12, 15, 18, 21, 24];
/** At these ends the RFC says below or above what the sensor can tell. */
const sensorLimit = 1_000_000_000;

/**
 * ENTITY-SENSOR-MIB (RFC 3433): `raw` as received; `value` in the base `unit`, by scale and precision, only while the
 * sensor works.
 */
export const sensorTable: TableSpec = {
  table: 'entPhySensorTable',
  entry: '1.3.6.1.2.1.99.1.1.1',
  needs: 'raw',
  index: byEntity,
  columns: [
    [1, 'type', word(sensorTypes.map(([type]) => type))],
    [2, 'scale', number],
    [3, 'precision', integer],
    [4, 'raw', integer],
    [5, 'status', word(['ok', 'unavailable', 'nonoperational'])],
    [6, 'unitsDisplay', text],
  ],
  derive: sensorValue,
};

export function sensorValue({
  type,
  scale,
  precision,
  raw,
  status,
}: OneShotRow): Readonly<Record<string, number | string>> {
  const unit = unitOf.get(String(type)) ?? '';
  const exponent = exponents[Number(scale) - 1];
  if (unit === '' || exponent === undefined || typeof raw !== 'number' || status !== 'ok') return {};
  if (typeof precision !== 'number' || precision < -8 || precision > 9 || Math.abs(raw) >= sensorLimit) return {};
  // By a division where the power is negative: 325 / 10 is 32.5, but 325 * 0.1 is not.
  const power = exponent - precision - (unit === 'ratio' ? 2 : 0);
  return { value: power < 0 ? raw / 10 ** -power : raw * 10 ** power, unit };
}

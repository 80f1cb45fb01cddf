import { integer, number, oid, scaled, single, type TableSpec, text, word } from './table-spec.ts';

const byLine: TableSpec['index'] = (reader) => ({ line: reader.number() });

/** UPS-MIB (RFC 1628); tenths of volts, amperes and hertz are given whole. */
export const upsTables: readonly TableSpec[] = [
  {
    table: 'upsIdent',
    entry: '1.3.6.1.2.1.33.1.1',
    index: single,
    columns: [
      [1, 'manufacturer', text],
      [2, 'model', text],
      [3, 'softwareVersion', text],
      [4, 'agentVersion', text],
      [5, 'name', text],
    ],
  },
  {
    table: 'upsBattery',
    entry: '1.3.6.1.2.1.33.1.2',
    index: single,
    columns: [
      [1, 'batteryStatus', word(['unknown', 'batteryNormal', 'batteryLow', 'batteryDepleted'])],
      [2, 'onBatterySeconds', integer],
      [3, 'remainingMinutes', integer],
      [4, 'chargeRatio', scaled(100)],
      [5, 'batteryVolts', scaled(10)],
      [6, 'batteryAmperes', scaled(10)],
      [7, 'temperatureCelsius', integer],
    ],
  },
  {
    table: 'upsInputTable',
    entry: '1.3.6.1.2.1.33.1.3.3.1',
    index: byLine,
    columns: [
      [2, 'hertz', scaled(10)],
      [3, 'volts', integer],
      [4, 'amperes', scaled(10)],
      [5, 'watts', integer],
    ],
  },
  {
    table: 'upsOutput',
    entry: '1.3.6.1.2.1.33.1.4',
    index: single,
    columns: [
      [1, 'source', word(['other', 'none', 'normal', 'bypass', 'battery', 'booster', 'reducer'])],
      [2, 'hertz', scaled(10)],
    ],
  },
  {
    table: 'upsOutputTable',
    entry: '1.3.6.1.2.1.33.1.4.4.1',
    index: byLine,
    columns: [
      [2, 'volts', integer],
      [3, 'amperes', scaled(10)],
      [4, 'watts', integer],
      [5, 'loadRatio', scaled(100)],
    ],
  },
  {
    table: 'upsAlarmTable',
    entry: '1.3.6.1.2.1.33.1.6.2.1',
    index: (reader) => ({ alarm: reader.number() }),
    columns: [
      [2, 'alarm', oid],
      [3, 'sinceTicks', number],
    ],
  },
];

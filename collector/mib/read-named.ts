import type { Clock } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { readTable } from '../snmp/table.ts';
import type { SnmpValue } from '../snmp/varbind.ts';
import { decodeBySyntax } from './decode-by-syntax.ts';
import { type MibObject, mibBounds } from './model.ts';
import type { MibNames } from './names.ts';

/** A value by the name that a MIB gives it. */
export interface NamedValue {
  readonly object: string;
  readonly module: string;
  readonly oid: string;
  /** `0` of a scalar. */
  readonly index: string;
  readonly value: string | number;
  readonly units?: string;
}

export interface NamedReading {
  readonly values: readonly NamedValue[];
  readonly faults: readonly PollFault[];
}

/** Scalars of one GET. */
const scalarsAtOnce = 40;

/**
 * Asks for every object that the MIBs name below the device's own enterprise number: scalars in few GETs, each table in one
 * GETBULK. Bounded by `mibBounds`; never throws.
 */
export async function readNamed(options: {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly names: MibNames;
  readonly sysObjectID: string;
}): Promise<NamedReading> {
  const { session, clock, names, sysObjectID } = options;
  const enterprise = /^1\.3\.6\.1\.4\.1\.\d+/.exec(sysObjectID)?.[0];
  const own = enterprise === undefined ? [] : names.objects.filter(({ oid }) => oid.startsWith(`${enterprise}.`));
  const values: NamedValue[] = [];
  const faults: PollFault[] = [];
  const endAt = clock.monotonicMs() + mibBounds.durationMs;
  const spent = (): boolean => {
    const silent = faults.some(({ reason }) => reason === 'timeout');
    return silent || values.length >= mibBounds.values || clock.monotonicMs() > endAt;
  };
  const keep = (object: MibObject, index: string, value: SnmpValue): void => {
    const decoded = decodeBySyntax(object.syntax, value, names.nameOf);
    if (decoded === undefined || values.length >= mibBounds.values) return;
    const { name, module, oid, units } = object;
    values.push({
      object: name,
      module,
      oid: `${oid}.${index}`,
      index,
      value: decoded,
      ...(units === '' ? {} : { units }),
    });
  };

  const scalars = own.filter(({ kind }) => kind === 'scalar');
  for (let at = 0; at < scalars.length && !spent(); at += scalarsAtOnce) {
    const group = scalars.slice(at, at + scalarsAtOnce);
    const reading = await readScalars(
      session,
      'mib',
      group.map(({ oid }) => `${oid}.0`),
    );
    if (reading.fault !== undefined) faults.push(reading.fault);
    for (const object of group) {
      const value = reading.values.get(`${object.oid}.0`);
      if (value !== undefined) keep(object, '0', value);
    }
  }
  const tables = [
    ...Map.groupBy(
      own.filter(({ kind }) => kind === 'column'),
      ({ oid }) => oid.slice(0, oid.lastIndexOf('.')),
    ),
  ];
  for (const [, columns] of tables.slice(0, mibBounds.tables)) {
    if (spent()) break;
    const part = columns[0]?.name ?? 'mib';
    const bounds = { rows: mibBounds.rows, durationMs: Math.max(1, endAt - clock.monotonicMs()) };
    const reading = await readTable({ session, clock, part, columns: columns.map(({ oid }) => oid), bounds });
    faults.push(...reading.faults);
    for (const [column, object] of columns.entries()) {
      for (const [index, row] of reading.rows) {
        const cell = row[column];
        if (cell !== undefined) keep(object, index, cell);
      }
    }
  }
  if (tables.length > mibBounds.tables || spent())
    faults.push({ reason: 'truncated-table', part: 'mib', detail: `${values.length} values of ${own.length} objects` });
  return { values, faults };
}

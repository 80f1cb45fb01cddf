import { ifTable, ifXTable } from '../snmp/one-shot/interface-tables.ts';
import type { OneShotRow } from '../snmp/one-shot/table-spec.ts';
import { portNamesOf } from '../topology/rows.ts';
import { numberOf, present, textOf } from './fields.ts';
import type { SeenInterface, TableReading } from './model.ts';
import { only, type SpecGroup, sourceOf, type Walk } from './walk.ts';

const specs: SpecGroup = [
  only(ifTable, 'ifDescr', 'ifType', 'ifPhysAddress', 'ifAdminStatus', 'ifOperStatus'),
  only(ifXTable, 'ifName', 'ifAlias'),
];
const must = ['ifType', 'ifAdminStatus', 'ifOperStatus'];

export interface InterfacesRead {
  readonly interfaces: TableReading<SeenInterface>;
  readonly portNames: ReadonlyMap<number, string>;
}

/** One row in so many without a name, and ifXTable was cut: a name may be all that betrays a radio. */
const unnamedAtMost = 0.1;

/**
 * ifTable with ifXTable. `expected` is the device's own count (ifNumber): with two rows less than that, or a twentieth, the
 * table was cut. One less is common (a DPtech counts one too many), so it says nothing.
 */
export async function readInterfaces(walk: Walk, expected: number | undefined): Promise<InterfacesRead> {
  const walked = await walk(specs, must);
  const portNames = portNamesOf(walked.rows);
  const rows = walked.rows.flatMap((row) => seenOf(row, portNames));
  const missing = (expected ?? 0) - rows.length;
  const cut = missing >= Math.max(2, (expected ?? 0) / 20);
  // An empty name is told; only a row without one is missing.
  const unnamed = walked.rows.filter((row) => row.ifType !== undefined && row.ifName === undefined).length;
  const isCut = [cut, unnamed < rows.length && unnamed > rows.length * unnamedAtMost];
  const walks = walked.walks.map((one, position) =>
    one.outcome === 'read' && isCut[position] === true ? { ...one, outcome: 'truncated' as const } : one,
  );
  const [first = 'not-offered', second = 'not-offered'] = walks.map((one) => one.outcome);
  // Without its types a table of names says nothing, so ifXTable alone is no reading.
  const outcome = first !== 'read' || second === 'not-offered' ? first : second;
  return { interfaces: { outcome, walks, rows }, portNames };
}

/** A row without a type is kept where ifTable tells anything of it: its name may betray it. 0 is no IANAifType. */
function seenOf(row: OneShotRow, portNames: ReadonlyMap<number, string>): readonly SeenInterface[] {
  const ifIndex = numberOf(row, 'ifIndex');
  const told = ['ifType', 'ifDescr', 'ifOperStatus'].some((field) => row[field] !== undefined);
  if (ifIndex === undefined || !told) return [];
  const mac = textOf(row, 'ifPhysAddress');
  const ifName = textOf(row, 'ifName');
  return [
    {
      ifIndex,
      name: portNames.get(ifIndex) ?? `if${ifIndex}`,
      ...present('ifName', ifName === '' ? undefined : ifName),
      description: textOf(row, 'ifDescr'),
      alias: textOf(row, 'ifAlias'),
      ifType: numberOf(row, 'ifType') ?? 0,
      adminStatus: textOf(row, 'ifAdminStatus'),
      operStatus: textOf(row, 'ifOperStatus'),
      ...present('mac', mac === '' ? undefined : mac),
      source: sourceOf(specs, row, 'ifType'),
    },
  ];
}

import { type Clock, parseAddress } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { readTable } from '../snmp/table.ts';
import { decodeMac } from '../snmp/text.ts';
import type { SnmpValue } from '../snmp/varbind.ts';
import { pairReadLimits } from './limits.ts';
import type { NeighbourSighting } from './model.ts';
import { outcomeOf, worstFault } from './outcome.ts';

/** Columns of RFC 1213's ARP table and of its successor (RFC 4293): the MAC, and what kind of row it is. */
const media = { mac: '1.3.6.1.2.1.4.22.1.2', type: '1.3.6.1.2.1.4.22.1.4' } as const;
const physical = { mac: '1.3.6.1.2.1.4.35.1.4', type: '1.3.6.1.2.1.4.35.1.6' } as const;
const invalid = 2;

/** Rows where an address was found, by device and address: the next look asks for that row alone. */
export type NeighbourMemory = Map<string, string>;

/** As many rows are remembered as there can be pairs with neighbours; beyond, all is looked for anew. */
const rememberedRows = 4_096;

/**
 * Whom a neighbour takes for the holder of an address, by its ARP or ND table. Never rejects. The row that was found last is asked
 * for by name; where it is gone, both tables are walked. A table that was cut before the address is no answer.
 */
export async function readNeighbour({
  session,
  clock,
  deviceId,
  address,
  memory,
}: {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly deviceId: string;
  readonly address: string;
  readonly memory: NeighbourMemory;
}): Promise<NeighbourSighting> {
  const ended = (outcome: NeighbourSighting['outcome'], found?: Found): NeighbourSighting => ({
    deviceId,
    outcome,
    at: clock.now(),
    ...found,
  });
  const key = `${deviceId} ${address}`;
  const known = memory.get(key);
  if (known !== undefined) {
    const asked = await readScalars(session, 'ipNetToMediaTable', [known]);
    if (asked.fault !== undefined) return ended(outcomeOf(asked.fault));
    const mac = macOf(asked.values.get(known));
    if (mac !== undefined) return ended('answered', { mac, oid: known });
    memory.delete(key);
  }
  const faults: PollFault[] = [];
  let rows = 0;
  for (const [part, columns] of [
    ['ipNetToMediaTable', media],
    ['ipNetToPhysicalTable', physical],
  ] as const) {
    const reading = await readTable({
      session,
      clock,
      part,
      columns: [columns.mac, columns.type],
      bounds: { rows: pairReadLimits.neighbourRows, durationMs: pairReadLimits.tableMs },
    });
    faults.push(...reading.faults);
    rows += reading.rows.size;
    const suffix = indexOf(address, part);
    for (const [index, [cell, type]] of reading.rows) {
      const mac = index.slice(index.indexOf('.') + 1) === suffix && !isInvalid(type) ? macOf(cell) : undefined;
      if (mac === undefined) continue;
      const oid = `${columns.mac}.${index}`;
      if (memory.size >= rememberedRows) memory.clear();
      memory.set(key, oid);
      return ended('answered', { mac, oid });
    }
    if (worstFault(faults) !== undefined) break;
  }
  const fault = worstFault(faults);
  if (fault !== undefined) return ended(outcomeOf(fault));
  return ended(rows === 0 ? 'absent' : 'answered');
}

interface Found {
  readonly mac: string;
  readonly oid: string;
}

function isInvalid(cell: SnmpValue | undefined): boolean {
  return cell?.type === 'integer' && cell.value === invalid;
}

/** Undefined for a row without a MAC: an address that nobody answered for. */
function macOf(cell: SnmpValue | undefined): string | undefined {
  if (cell?.type !== 'octets' || cell.value.every((octet) => octet === 0)) return undefined;
  return decodeMac(cell.value);
}

/** What follows ifIndex in a row's index. */
function indexOf(address: string, table: 'ipNetToMediaTable' | 'ipNetToPhysicalTable'): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return '';
  const count = parsed.family === 4 ? 4 : 16;
  const octets = Array.from({ length: count }, (_, at) =>
    Number((parsed.value >> BigInt(8 * (count - 1 - at))) & 0xffn),
  );
  if (table === 'ipNetToMediaTable') return octets.join('.');
  return [parsed.family === 4 ? 1 : 2, count, ...octets].join('.');
}

import type { Clock } from '../../core/index.ts';
import { present } from '../isolation/fields.ts';
import type { SeenAddress, TableReading } from '../isolation/model.ts';
import { readAddresses } from '../isolation/read-addresses.ts';
import { createWalk, type Walk } from '../isolation/walk.ts';
import { Cells } from '../snmp/cells.ts';
import { decodeDateAndTime } from '../snmp/date-and-time.ts';
import { addressTables } from '../snmp/one-shot/ip-tables.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { readTable } from '../snmp/table.ts';
import type { SnmpValue } from '../snmp/varbind.ts';
import { pairReadLimits } from './limits.ts';
import type { Asked, HostFacts } from './model.ts';
import { noAnswer } from './outcome.ts';

const oid = {
  sysUpTime: '1.3.6.1.2.1.1.3.0',
  hrSystemDate: '1.3.6.1.2.1.25.1.2.0',
  ifPhysAddress: '1.3.6.1.2.1.2.2.1.6',
  hrSWRunName: '1.3.6.1.2.1.25.4.2.1.2',
} as const;

/** Processes that a pair stands on, by the name that the kernel shows; each is counted, also when there is none. */
export const watchedDaemons = [
  'keepalived',
  'postgres',
  'mysqld',
  'mariadbd',
  'redis-server',
  'pacemakerd',
  'corosync',
  'patroni',
] as const;

/** Asks a host for its addresses of one family (that of the virtual address), MACs, daemons and time. Never rejects. */
export async function readHost({
  session,
  clock,
  family,
}: {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly family: 4 | 6;
}): Promise<Asked<HostFacts>> {
  const cells = new Cells('host');
  const sentAt = clock.now();
  const sentMs = clock.monotonicMs();
  const scalars = await readScalars(session, 'system', [oid.sysUpTime, oid.hrSystemDate]);
  const roundTripMs = clock.monotonicMs() - sentMs;
  if (scalars.fault !== undefined) return noAnswer(scalars.fault, clock.now());
  const upTimeTicks = cells.number(scalars.values.get(oid.sysUpTime), 'sysUpTime');
  if (upTimeTicks === undefined) {
    const fault = { reason: 'not-offered', part: 'system', detail: 'the agent shows no sysUpTime' } as const;
    return noAnswer(fault, clock.now());
  }
  const bounds = { durationMs: pairReadLimits.tableMs, rows: pairReadLimits.tableRows };
  const walk = createWalk({ session, clock, bounds, onFault: () => {} });
  const addresses = await heldAddresses(walk, family);
  const column = (part: string, name: string) => readTable({ session, clock, part, columns: [name], bounds });
  const interfaces = await column('ifTable', oid.ifPhysAddress);
  const macs = [...interfaces.rows.values()].map(([cell]) => cells.mac(cell, 'ifPhysAddress'));
  const running = await column('hrSWRunTable', oid.hrSWRunName);
  return {
    outcome: 'answered',
    at: clock.now(),
    facts: {
      upTimeTicks,
      addresses: addresses.rows.map(({ address }) => address),
      addressesWhole: addresses.outcome === 'read',
      macs: [...new Set(macs.filter((mac) => mac !== undefined && !/^(00:)*00$/.test(mac)))] as string[],
      ...present('daemons', running.complete ? counted([...running.rows.values()].map(([cell]) => cell)) : undefined),
      ...offsetOf(scalars.values.get(oid.hrSystemDate), sentAt, roundTripMs),
    },
  };
}

/**
 * Which addresses it holds at this moment. Net-SNMP keeps ipAddressTable for half a minute and asks the kernel for ipAddrTable each
 * time: merged, a member that has just let go of the virtual address would go on holding it. So the new table counts for IPv4
 * only where there is no old one.
 */
async function heldAddresses(walk: Walk, family: 4 | 6): Promise<TableReading<SeenAddress>> {
  const [older, newer] = addressTables.map((spec) => [spec]);
  const held = family === 4 ? await readAddresses(walk, older) : undefined;
  return held === undefined || held.outcome === 'not-offered' ? readAddresses(walk, newer) : held;
}

/** Undefined where the table is not offered: an empty process table is none. */
function counted(cells: readonly (SnmpValue | undefined)[]): Readonly<Record<string, number>> | undefined {
  if (cells.length === 0) return undefined;
  const counts: Record<string, number> = Object.fromEntries(watchedDaemons.map((name) => [name, 0]));
  for (const cell of cells) {
    if (cell?.type !== 'octets') continue;
    const name = cell.value.toString('latin1');
    if (Object.hasOwn(counts, name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/**
 * hrSystemDate less our clock at the middle of the round trip. Net-SNMP writes whole seconds and zero tenths, so that the truth
 * lies within the second that begins there: its middle is given, with how far it may be off.
 */
function offsetOf(
  cell: SnmpValue | undefined,
  sentAt: number,
  roundTripMs: number,
): Pick<HostFacts, 'clockOffsetMs' | 'clockErrorMs'> {
  const time = cell?.type === 'octets' ? decodeDateAndTime(cell.value) : undefined;
  if (time === undefined || !time.zoned) return {};
  const resolutionMs = time.atMs % 1000 === 0 ? 1000 : 100;
  return {
    clockOffsetMs: Math.round(time.atMs + resolutionMs / 2 - (sentAt + roundTripMs / 2)),
    clockErrorMs: Math.ceil(resolutionMs / 2 + roundTripMs / 2),
  };
}

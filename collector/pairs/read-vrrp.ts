import type { Clock } from '../../core/index.ts';
import { numberOf, present, textOf } from '../isolation/fields.ts';
import { createWalk, type SpecGroup } from '../isolation/walk.ts';
import type { PollFault } from '../observation.ts';
import { Cells } from '../snmp/cells.ts';
import type { OneShotRow } from '../snmp/one-shot/table-spec.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { pairReadLimits } from './limits.ts';
import type { Asked, VrrpFacts } from './model.ts';
import { absent, noAnswer, worstFault } from './outcome.ts';
import { keepalivedFound, mergedInstances, rfcFound } from './vrrp-instances.ts';
import {
  keepalivedAddresses,
  keepalivedInstances,
  keepalivedScripts,
  keepalivedVersionOid,
  rfc2787Addresses,
  rfc2787Tables,
  rfc6527Addresses,
  rfc6527Tables,
  scriptResults,
} from './vrrp-tables.ts';

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const ifDescr = '1.3.6.1.2.1.2.2.1.2';

/**
 * Asks a host for its VRRP instances by three MIBs: KEEPALIVED-MIB, RFC 6527, RFC 2787. Never rejects. `absent` is the agent's own
 * word: it answers, and shows neither the daemon's version nor a row. A MIB that could not be walked to its end counts for nothing,
 * for the row that it lacks may be the master.
 */
export async function readVrrp({
  session,
  clock,
}: {
  readonly session: SnmpSession;
  readonly clock: Clock;
}): Promise<Asked<VrrpFacts>> {
  const cells = new Cells('vrrp');
  const scalars = await readScalars(session, 'system', [sysUpTime, keepalivedVersionOid]);
  if (scalars.fault !== undefined) return noAnswer(scalars.fault, clock.now());
  const version = cells.text(scalars.values.get(keepalivedVersionOid), 'version');
  const faults: PollFault[] = [];
  const bounds = { durationMs: pairReadLimits.tableMs, rows: pairReadLimits.tableRows };
  const walk = createWalk({ session, clock, bounds, onFault: (fault) => faults.push(fault) });
  /** Rows of tables that belong together; undefined where one of them was not read to its end. */
  const whole = async (...groups: readonly SpecGroup[]): Promise<readonly (readonly OneShotRow[])[] | undefined> => {
    const read: (readonly OneShotRow[])[] = [];
    for (const group of groups) {
      const { walks, rows } = await walk(group);
      if (walks.some(({ outcome }) => outcome !== 'read' && outcome !== 'not-offered')) return undefined;
      read.push(rows);
    }
    return read;
  };
  const [instances = [], addresses = [], scripts = []] =
    (await whole([keepalivedInstances], [keepalivedAddresses], [keepalivedScripts])) ?? [];
  const [newer = [], newerAddresses = []] = (await whole(rfc6527Tables, [rfc6527Addresses])) ?? [];
  const [older = [], olderAddresses = []] = (await whole(rfc2787Tables, [rfc2787Addresses])) ?? [];
  const hasState = (row: OneShotRow) => row.state !== undefined;
  const sources = [
    keepalivedFound(instances.filter(hasState), addresses),
    rfcFound('rfc6527', rfc6527Tables[0], newer.filter(hasState), newerAddresses),
    rfcFound('rfc2787', rfc2787Tables[0], older.filter(hasState), olderAddresses),
  ];
  const at = clock.now();
  if (sources.every((found) => found.length === 0)) {
    const fault = worstFault(faults);
    if (fault !== undefined) return noAnswer(fault, at);
    // Every agent has its sysUpTime: one that shows nothing at all has told nothing.
    if (!scalars.values.has(sysUpTime))
      return noAnswer({ reason: 'not-offered', part: 'system', detail: 'the agent shows no sysUpTime' }, at);
    if (version === undefined) return absent('VRRP', at);
  }
  const names = await interfaceNames(session, [...new Set(sources.flat().flatMap(({ ifIndex }) => ifIndex ?? []))]);
  return {
    outcome: 'answered',
    at,
    facts: {
      instances: mergedInstances(sources, (ifIndex) => names.get(ifIndex)),
      scripts: scripts.flatMap((row) => {
        const result = scriptResults.get(numberOf(row, 'result') as 1 | 2 | 3 | 5);
        return result === undefined ? [] : [{ name: textOf(row, 'name'), result }];
      }),
      ...present('version', version),
    },
  };
}

/** ifDescr of some interfaces; what the agent does not tell is missing. */
async function interfaceNames(session: SnmpSession, indexes: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (indexes.length === 0) return new Map();
  const cells = new Cells('ifTable');
  const oids = indexes.map((index) => `${ifDescr}.${index}`);
  const { values } = await readScalars(session, 'ifTable', oids);
  return new Map(
    indexes.flatMap((index) => {
      const name = cells.text(values.get(`${ifDescr}.${index}`), 'ifDescr');
      return name === undefined ? [] : [[index, name] as const];
    }),
  );
}

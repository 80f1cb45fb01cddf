import type { Clock } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';
import { Cells } from '../snmp/cells.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { readTable } from '../snmp/table.ts';
import { decodeText } from '../snmp/text.ts';
import type { SnmpValue, Varbind } from '../snmp/varbind.ts';
import { decodeValue } from './decode-value.ts';
import { type Metric, type Profile, type ProfileReading, type ProfileValue, profileBounds } from './model.ts';

interface Reading {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly profile: Profile;
  readonly sysObjectID: string;
}

/**
 * Asks for what a profile names: its single objects in one GET, each of its tables in one GETBULK. Where a metric's first
 * object gives nothing its next is asked for. Never throws; a device that falls silent is not asked on.
 */
export async function readProfile({ session, clock, profile, sysObjectID }: Reading): Promise<ProfileReading> {
  const part = `profile ${profile.family}`;
  const cells = new Cells(part);
  const faults: PollFault[] = [];
  const found = new Map<Metric, ProfileValue[]>();
  const keep = (metric: Metric, index: string, label: string, value: SnmpValue, divisor: SnmpValue | undefined) => {
    const decoded = decodeValue(metric, value, divisor, cells);
    // Offered, even where the device says that there is none just now.
    const values = found.get(metric) ?? [];
    found.set(metric, values);
    const { name, title, means } = metric;
    if (decoded !== undefined) values.push({ metric: name, title, means, index, label, ...decoded });
  };
  const endAt = clock.monotonicMs() + profileBounds.durationMs;
  const timeLeft = () => endAt - clock.monotonicMs();
  const silent = () => faults.some(({ reason }) => reason === 'timeout') || timeLeft() <= 0;

  for (let round = 0; round < profileBounds.alternatives && !silent(); round++) {
    const wanted = profile.metrics.filter((metric) => !found.has(metric) && metric.oids[round] !== undefined);
    const scalars = wanted.filter(({ kind }) => kind === 'scalar');
    if (scalars.length > 0) {
      const asked = new Set(scalars.flatMap(({ oids, of }) => [oids[round] ?? '', ...(of === undefined ? [] : [of])]));
      const { values, fault } = await readScalars(session, part, [...asked]);
      if (fault !== undefined) faults.push(fault);
      for (const metric of scalars) {
        const value = values.get(metric.oids[round] ?? '');
        if (value !== undefined) keep(metric, '', '', value, byOid(values, metric.of));
      }
    }
    for (const group of tablesOf(
      wanted.filter(({ kind }) => kind === 'column'),
      round,
    )) {
      if (silent()) break;
      const columns = [...new Set(group.flatMap((metric) => columnsOf(metric, round)))];
      const bounds = { rows: profileBounds.rows, durationMs: timeLeft() };
      const table = await readTable({ session, clock, part, columns, bounds });
      faults.push(...table.faults);
      const column = (oid: string | undefined) => (oid === undefined ? -1 : columns.indexOf(oid));
      for (const metric of group) {
        const [own, of, label, present] = [metric.oids[round], metric.of, metric.label, metric.present].map(column);
        for (const [index, row] of table.rows) {
          const value = row[own ?? -1];
          if (value === undefined || (metric.present !== undefined && !counts(row[present ?? -1]))) continue;
          const name = labelOf(row[label ?? -1]);
          if (!metric.ignore.includes(name)) keep(metric, index, name, value, row[of ?? -1]);
        }
      }
    }
  }
  const values = profile.metrics.flatMap((metric) => found.get(metric) ?? []);
  if (values.length > profileBounds.values)
    faults.push({ reason: 'truncated-table', part, detail: `${profileBounds.values} of ${values.length} values kept` });
  return {
    family: profile.family,
    title: profile.title,
    sysObjectID,
    at: clock.now(),
    values: values.slice(0, profileBounds.values),
    missing: profile.metrics.filter((metric) => !found.has(metric)).map(({ name }) => name),
    faults: [...faults, ...cells.faults()],
  };
}

/** Metrics of one table (the same entry and the same companions) travel together. */
function tablesOf(metrics: readonly Metric[], round: number): Iterable<readonly Metric[]> {
  return Map.groupBy(metrics, ({ oids, label }) => {
    const oid = oids[round] ?? '';
    return `${oid.slice(0, oid.lastIndexOf('.'))} ${label ?? ''}`;
  }).values();
}

function columnsOf({ oids, of, label, present }: Metric, round: number): string[] {
  return [oids[round], of, label, present].filter((oid) => oid !== undefined);
}

function counts(value: SnmpValue | undefined): boolean {
  return typeof value?.value === 'number' && value.value !== 0;
}

function labelOf(value: SnmpValue | undefined): string {
  if (value === undefined) return '';
  const text = value.type === 'octets' ? decodeText(value.value) : String(value.value ?? '');
  return text.trim().slice(0, profileBounds.textCharacters);
}

function byOid(values: ReadonlyMap<string, Varbind>, oid: string | undefined): Varbind | undefined {
  return oid === undefined ? undefined : values.get(oid);
}

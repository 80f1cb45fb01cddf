import type { IsolationReading, TableReading } from '../../collector/index.ts';
import { type Message, message } from '../../core/index.ts';
import type { CheckFinding, CheckJudgement, CheckSeverity, IsolationCheck, Scene, SceneDevice } from './model.ts';

/** A kind of fact in a reading, by the name that reasons show: `routes`. */
export type TableName = {
  [Name in keyof IsolationReading]-?: IsolationReading[Name] extends TableReading<unknown> ? Name : never;
}[keyof IsolationReading];

/** What one device is asked by a check. */
export interface Question {
  /** Without all of these the device cannot pass. */
  readonly needed: readonly TableName[];
  /** These count where they were asked for and are offered: only trouble with them stands against passing. */
  readonly beside?: readonly TableName[];
  /** False for a device whose tables cannot hold what is looked for: it then offers nothing. */
  readonly offered?: (reading: IsolationReading) => boolean;
  /** One for each offending row. */
  readonly find: (reading: IsolationReading) => readonly CheckFinding[];
}

const order: readonly CheckSeverity[] = ['S1', 'S2', 'S3'];

/** The worst of some findings; `otherwise` where there is none. */
export function worst(findings: readonly CheckFinding[], otherwise: CheckSeverity): CheckSeverity {
  return order.find((severity) => findings.some((finding) => finding.severity === severity)) ?? otherwise;
}

/**
 * Judges one device by its tables. Fresh rows that offend fail it, whole table or not; without one, a table that is missing,
 * refused, cut, silent or unreadable makes it unknown, and so does evidence that is old or across a restart.
 */
export function judgeDevice(
  check: Pick<IsolationCheck, 'severity' | 'evidence'>,
  scene: Pick<Scene, 'now' | 'declaration'>,
  { device, reading }: Pick<SceneDevice, 'device' | 'reading'>,
  question: Question,
): CheckJudgement {
  const base = { deviceId: device.id, severity: check.severity, findings: [] };
  const unknown = (reason: Message, more: Partial<CheckJudgement> = {}): CheckJudgement => ({
    ...base,
    verdict: 'unknown',
    reason,
    ...(reading === undefined ? {} : { observedAt: reading.startedAt }),
    ...more,
  });
  if (device.snmp === 'none') return unknown(message('isolation.no-agent'));
  if (reading === undefined) return unknown(message('isolation.no-reading'));
  const doubt = doubtOf(reading, scene.now, scene.declaration.periods[check.evidence]);
  if (doubt !== undefined) return unknown(doubt);
  const observedAt = reading.startedAt;
  const findings = question.find(reading).map((finding) => ({ deviceId: device.id, ...finding }));
  if (findings.length > 0) {
    const reason = message('isolation.found', { count: findings.length });
    return { ...base, verdict: 'fail', severity: worst(findings, check.severity), reason, findings, observedAt };
  }
  const { needed, beside = [], offered = () => true } = question;
  const troubled =
    needed.find((name) => isTrouble(reading[name])) ??
    beside.find((name) => reading[name].walks.length > 0 && isTrouble(reading[name]));
  if (troubled !== undefined)
    return unknown(message(`isolation.table.${reading[troubled].outcome}`, { table: tableText(reading, troubled) }));
  const absent = needed.find((name) => reading[name].outcome === 'not-offered');
  if (absent !== undefined || !offered(reading)) {
    const table = (absent === undefined ? needed : [absent]).map((name) => tableText(reading, name)).join(', ');
    return unknown(message('isolation.table.not-offered', { table }), { notOffered: true });
  }
  const rows = needed.reduce((count, name) => count + reading[name].rows.length, 0);
  return { ...base, verdict: 'pass', reason: message('isolation.clean', { rows }), observedAt };
}

/** Why nothing in a reading can be relied on; undefined when it can. */
export function doubtOf(reading: IsolationReading, now: number, periodMs: number): Message | undefined {
  if (reading.outcome === 'silent') return message('isolation.silent');
  const { upTimeBeforeTicks: before, upTimeAfterTicks: after } = reading;
  if (before !== undefined && (after === undefined || after < before)) return message('isolation.restarted');
  if (now - reading.startedAt > periodMs)
    return message('isolation.stale', { minutes: Math.round((now - reading.startedAt) / 60_000) });
  return undefined;
}

function isTrouble({ outcome }: TableReading<unknown>): boolean {
  return outcome !== 'read' && outcome !== 'not-offered';
}

/** The MIB tables that were walked, or the kind of fact where none was. */
function tableText(reading: IsolationReading, name: TableName): string {
  const { walks, outcome } = reading[name];
  const guilty = walks.filter((walk) => walk.outcome === outcome);
  const tables = guilty.length > 0 ? guilty : walks;
  return tables.length === 0 ? name : tables.map(({ table }) => table).join(', ');
}

const portNames = new WeakMap<IsolationReading, ReadonlyMap<number, string>>();

/** The port's name that an interface of a reading has; `if12` where it has none, `-` where nobody said which it is. */
export function portOf(reading: IsolationReading, ifIndex: number | undefined): string {
  let names = portNames.get(reading);
  if (names === undefined) {
    names = new Map(reading.interfaces.rows.map((row) => [row.ifIndex, row.name]));
    portNames.set(reading, names);
  }
  return ifIndex === undefined || ifIndex === 0 ? '-' : (names.get(ifIndex) ?? `if${ifIndex}`);
}

import type { IsolationReading } from '../../../collector/index.ts';
import { type Message, message } from '../../../core/index.ts';
import { doubtOf, type TableName } from '../evidence.ts';
import type { CheckFinding, CheckJudgement, CheckSeverity, IsolationCheck, Scene, SceneDevice } from '../model.ts';
import { inOrder } from './found.ts';

const tables: readonly TableName[] = [
  'interfaces',
  'addresses',
  'neighbours',
  'routes',
  'connections',
  'stations',
  'peers',
  'parts',
  'tunnels',
  'adjacencies',
  'translations',
  'servers',
  'portAccess',
];

/** Tables that a device which had them always has something in: others are empty when nothing happens, which looks the same. */
const lasting: readonly TableName[] = ['interfaces', 'addresses', 'neighbours', 'routes', 'stations', 'parts'];

/** Silence that lasts longer than this is worse. */
const longSilenceMs = 24 * 3_600_000;

/**
 * ISO-21: whether there is evidence at all. Silence, refusal and cut tables are never a pass and never prove anything
 * either: unknown, with what is missing. A table that the device had and now says it has not is a failure: somebody changed
 * what it shows.
 */
export const iso21: IsolationCheck = {
  id: 'ISO-21',
  severity: 'S3',
  clauses: ['8.1.5.4 c)'],
  evidence: 'tables',
  needed: false,
  judge: (scene) => scene.devices.map((each) => judge(each, scene)),
};

function judge(each: SceneDevice, { now, declaration }: Scene): CheckJudgement {
  const { device, reading, earlier } = each;
  const unknown = (reason: Message, severity: CheckSeverity = 'S3', findings: readonly CheckFinding[] = []) => ({
    deviceId: device.id,
    verdict: 'unknown' as const,
    severity,
    reason,
    findings: inOrder(findings),
    ...(reading === undefined ? {} : { observedAt: reading.startedAt }),
  });
  if (device.snmp === 'none') return unknown(message('isolation.no-agent'));
  if (reading === undefined) return unknown(message('isolation.no-reading'));
  const doubt = doubtOf(reading, now, declaration.periods.tables);
  if (doubt !== undefined) {
    const last = reading.outcome === 'silent' && earlier?.outcome !== 'silent' ? earlier : reading;
    return unknown(doubt, now - (last ?? reading).finishedAt > longSilenceMs ? 'S2' : 'S3');
  }
  const vanished = vanishedTables(reading, earlier);
  const missing = missingTables(reading);
  if (vanished.length > 0) {
    const findings = inOrder([...vanished, ...missing]);
    return { ...unknown(message('isolation.found', { count: findings.length })), verdict: 'fail', findings };
  }
  if (missing.length > 0)
    return unknown(message('isolation.ISO-21.incomplete', { tables: missing.length }), 'S3', missing);
  const read = tables.filter((name) => reading[name].outcome === 'read').length;
  return { ...unknown(message('isolation.ISO-21.whole', { tables: read })), verdict: 'pass' };
}

/** Walks that should have ended and did not. */
function missingTables(reading: IsolationReading): readonly CheckFinding[] {
  return tables.flatMap((name) => {
    const { walks, outcome } = reading[name];
    const broken = walks.filter((walk) => walk.outcome !== 'read' && walk.outcome !== 'not-offered');
    const isWhole = outcome === 'read' || outcome === 'not-offered';
    const all = broken.length === 0 && !isWhole ? [{ table: name, outcome, rows: 0 }] : broken;
    return all.map((walk): CheckFinding => {
      const text = message(`isolation.table.${walk.outcome}`, { table: walk.table });
      const value = `${walk.table}: ${walk.outcome}, ${walk.rows}`;
      return { deviceId: reading.deviceId, value, severity: 'S3', text };
    });
  });
}

/** Tables that had rows in the reading before and that the device now says it does not have. */
function vanishedTables(reading: IsolationReading, earlier: IsolationReading | undefined): readonly CheckFinding[] {
  if (earlier === undefined) return [];
  return lasting.flatMap((name) => {
    const had = new Map(earlier[name].walks.map(({ table, outcome, rows }) => [table, outcome === 'read' && rows > 0]));
    // Another generation of the table may have taken its place: only where the whole kind of fact went is it a sign.
    if (reading[name].outcome !== 'not-offered') return [];
    return reading[name].walks.flatMap(({ table, outcome }): readonly CheckFinding[] => {
      if (outcome !== 'not-offered' || had.get(table) !== true) return [];
      const text = message('isolation.ISO-21.vanished', { table });
      return [{ deviceId: reading.deviceId, value: table, severity: 'S3', text }];
    });
  });
}

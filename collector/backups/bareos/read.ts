import { errorText } from '../../../core/index.ts';
import type { RepositorySettings } from '../../../inventory/index.ts';
import { mergeFindings } from '../classify.ts';
import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import type { CatalogueFinding, CatalogueSnapshot } from '../model.ts';
import type { ToolReading } from '../read.ts';
import { finding } from '../said.ts';
import { askPostgresql, type SqlRows, sqlReason } from '../sql.ts';

/** What a letter of `Job.JobStatus` means for a backup (Bareos and Bacula, "Job status codes"); any other is unknown. */
export const jobStatuses: Readonly<Record<string, 'whole' | 'partial' | 'failed' | 'running'>> = {
  T: 'whole',
  W: 'partial',
  e: 'partial',
  D: 'partial',
  I: 'partial',
  E: 'failed',
  f: 'failed',
  A: 'failed',
  C: 'running',
  R: 'running',
  B: 'running',
  F: 'running',
  S: 'running',
  M: 'running',
  m: 'running',
  s: 'running',
  j: 'running',
  c: 'running',
  d: 'running',
  t: 'running',
  p: 'running',
  i: 'running',
  a: 'running',
  l: 'running',
  L: 'running',
};

/** Times in the catalogue are local ones of the director, without zone: taken in the database's own zone. */
const jobsSql = `select j.jobid::text as id, j.name, j.level, j.jobstatus as status,
  extract(epoch from j.starttime at time zone current_setting('TimeZone')) * 1000 as started,
  extract(epoch from coalesce(j.realendtime, j.endtime) at time zone current_setting('TimeZone')) * 1000 as ended,
  j.jobfiles::float8 as files, j.jobbytes::float8 as bytes, j.joberrors as errors, c.name as client, f.fileset
from job j left join client c on c.clientid = j.clientid left join fileset f on f.filesetid = j.filesetid
where j.type = 'B' and j.starttime is not null order by j.jobid desc limit $1`;

/** What the account could change of the catalogue's jobs. */
const rightsSql = `select array_to_string(array(select p from unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
  where has_table_privilege('job', p)), ' ') as may`;

/** Reads the catalogue of Bareos or Bacula, on PostgreSQL, by SQL; `location` names its host. Never throws. */
export async function readBareos({ location, sql, sqlHost }: RepositorySettings, deps: ToolDeps): Promise<ToolReading> {
  const nothing = { listed: false, snapshots: [], checks: [], locks: [] };
  if (sql === undefined) return { ...nothing, findings: [finding('unreachable', 'unknown', 'no sql')] };
  try {
    let identity: string | undefined;
    let may = '';
    const rows = await askPostgresql({ host: sqlHost ?? location, access: sql }, async (query) => {
      const [version] = await query('select max(versionid)::text as version from version');
      if (typeof version?.version === 'string') identity = `catalogue ${version.version}`;
      may = String((await query(rightsSql))[0]?.may ?? '');
      return query(jobsSql, [backupBounds.sqlRows]);
    });
    const { snapshots, findings } = jobsOf(rows, deps.clock.now());
    return {
      listed: true,
      snapshots,
      findings,
      checks: [],
      locks: [],
      rights: { mayWrite: may !== '', said: `job: SELECT ${may}`.trim() },
      ...(identity === undefined ? {} : { toolVersion: identity }),
    };
  } catch (thrown) {
    return { ...nothing, findings: [finding(sqlReason(thrown), 'unknown', errorText(thrown))] };
  }
}

/** Jobs as backups: what failed is none, and a finding; what is partial is one that says so. */
function jobsOf(
  rows: SqlRows,
  now: number,
): { readonly snapshots: readonly CatalogueSnapshot[]; readonly findings: readonly CatalogueFinding[] } {
  const snapshots: CatalogueSnapshot[] = [];
  const findings: CatalogueFinding[] = [];
  const newestSeen = new Set<string>();
  for (const { id, name, level, status, started, ended, files, bytes, errors, client, fileset } of rows) {
    const startedAt = Number(started);
    if (typeof id !== 'string' || typeof name !== 'string' || !(startedAt > 0)) {
      findings.push(finding('malformed', 'unknown', JSON.stringify({ id, name, started })));
      continue;
    }
    const meaning = jobStatuses[String(status)];
    const said = `job ${id} ${name}: JobStatus ${status}, JobErrors ${errors}`;
    // Old failures are history; that of a job's last run is news.
    const isNewest = !newestSeen.has(name);
    if (meaning !== 'running') newestSeen.add(name);
    if (meaning === undefined) findings.push(finding('unknown-code', 'unknown', said, { snapshotId: id }));
    if (meaning === 'running' && now - startedAt > 86_400_000)
      findings.push(finding('incomplete', 'unknown', said, { snapshotId: id }));
    if (isNewest && (meaning === 'failed' || meaning === 'partial')) {
      findings.push(finding('incomplete', 'fail', said, { snapshotId: id }));
    }
    if (meaning !== 'whole' && meaning !== 'partial') continue;
    snapshots.push({
      id,
      tags: [...new Set([name, ...(typeof client === 'string' ? [client] : [])])],
      host: typeof client === 'string' ? client : '',
      paths: typeof fileset === 'string' ? [fileset] : [],
      startedAt,
      ...(Number(ended) > 0 ? { endedAt: Number(ended) } : {}),
      // Only a full job tells the size of the whole; others tell what they added.
      ...(level === 'F'
        ? { sourceBytes: Number(bytes), files: Number(files) }
        : { addedBytes: Number(bytes), filesChanged: Number(files) }),
      ...(meaning === 'partial' || Number(errors) > 0 ? { partial: true } : {}),
    });
  }
  return { snapshots, findings: mergeFindings(findings) };
}

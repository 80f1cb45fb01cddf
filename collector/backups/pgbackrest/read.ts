import type { RepositorySettings } from '../../../inventory/index.ts';
import type { ToolAnswer } from '../access/run-tool.ts';
import { classify, mergeFindings } from '../classify.ts';
import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import type { CatalogueFinding, CatalogueReading, IntegrityCheck } from '../model.ts';
import type { ToolReading } from '../read.ts';
import { finding } from '../said.ts';
import { timelinesWithoutHistory, walTimelines } from '../wal.ts';
import { type Info, readInfo, readVerify } from './info.ts';

/** Reads one stanza by `info`, `repo-ls` and, where bytes are wanted, `verify`; the archive's segments are counted here. Never throws. */
export async function readPgBackRest(settings: RepositorySettings, deps: ToolDeps): Promise<ToolReading> {
  const { run, clock, check: wish } = deps;
  const { location: stanza, beside } = settings;
  const nothing = { listed: false, snapshots: [], checks: [], locks: [] };
  const version = await run({ argv: ['pgbackrest', 'version'] });
  const toolVersion = /pgBackRest (\d+\.\d+(?:\.\d+)?)/.exec(version.out)?.[1];
  const judge = (answer: ToolAnswer): readonly CatalogueFinding[] =>
    classify({ tool: 'pgbackrest', version: toolVersion, command: 'list', answer });
  if (!version.ran) return { ...nothing, findings: judge(version) };
  const tell = toolVersion === undefined ? {} : { toolVersion };
  // A configuration, or the repository's folder without any.
  const where =
    beside === undefined
      ? []
      : /\.conf$/.test(beside)
        ? [`--config=${beside}`]
        : ['--no-config', `--repo1-path=${beside}`];
  const secret = settings.password === undefined ? {} : { env: { PGBACKREST_REPO1_CIPHER_PASS: settings.password } };
  const call = (args: readonly string[], mostMs: number = backupBounds.quickMs): Promise<ToolAnswer> =>
    run({
      argv: [
        'pgbackrest',
        ...where,
        '--log-level-file=off',
        '--log-level-console=off',
        '--log-level-stderr=warn',
        ...args,
      ],
      mostMs,
      ...(deps.isLocal ? secret : {}),
    });

  const answer = await call([`--stanza=${stanza}`, '--output=json', 'info']);
  const info = answer.ran && answer.code === 0 ? readInfo(answer.out, stanza) : undefined;
  const said = judge(answer);
  if (info === undefined) {
    return {
      ...nothing,
      ...tell,
      findings: said.length > 0 ? said : [finding('malformed', 'unknown', answer.out.slice(0, 200))],
    };
  }
  const isThere = info.identity !== undefined;
  const archived = isThere ? await readArchive(call, stanza, judge, info) : { findings: [] };
  let checks: readonly IntegrityCheck[] = [];
  let verified: readonly CatalogueFinding[] = [];
  if (isThere && wish.data !== 'none') {
    const verify = await call([`--stanza=${stanza}`, '--output=text', '--verbose', 'verify'], backupBounds.readAllMs);
    const read = readVerify(verify.out);
    verified = [...judge(verify), ...(verify.ran ? read.findings : [])];
    if (read.ok !== undefined) checks = [{ kind: 'data', share: 1, at: clock.now(), ok: read.ok }];
  }
  if (isThere && wish.structure) {
    const ok = info.findings.length === 0 && archived.findings.length === 0;
    checks = [{ kind: 'structure', share: 0, at: clock.now(), ok }, ...checks];
  }
  const { identity, encryption, snapshots } = info;
  return {
    listed: isThere,
    ...tell,
    snapshots,
    findings: mergeFindings(said, info.findings, archived.findings, verified),
    checks,
    ...(identity === undefined ? {} : { identity }),
    ...(encryption === undefined ? {} : { encryption }),
    locks: [],
    ...(archived.wal === undefined ? {} : { wal: archived.wal }),
  };
}

/** Names and times in the stanza's archive, of its newest database version. */
async function readArchive(
  call: (args: readonly string[]) => Promise<ToolAnswer>,
  stanza: string,
  judge: (answer: ToolAnswer) => readonly CatalogueFinding[],
  { segmentBytes, newestStart }: Pick<Info, 'segmentBytes' | 'newestStart'>,
): Promise<{ readonly findings: readonly CatalogueFinding[]; readonly wal?: CatalogueReading['wal'] }> {
  const listing = await call(['--output=json', '--recurse', 'repo-ls', `archive/${stanza}`]);
  let files: Record<string, { readonly type?: string; readonly time?: number }>;
  try {
    files = JSON.parse(listing.out);
  } catch {
    const said = judge(listing);
    return { findings: said.length > 0 ? said : [finding('malformed', 'unknown', listing.out.slice(0, 200))] };
  }
  const ids = Object.keys(files).filter((path) => /^\d[\d.]*-\d+$/.test(path));
  const newest = ids.sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1])).at(-1) ?? '';
  const names = Object.keys(files).filter((path) => path.startsWith(`${newest}/`));
  const timelines = walTimelines(names, segmentBytes);
  const lost = timelines.flatMap(({ missing }) => missing);
  const times = names.map((path) => files[path]?.time ?? 0);
  const lastArchivedAt = times.reduce((a, b) => Math.max(a, b), 0) * 1000;
  const orphaned = timelinesWithoutHistory(names, timelines);
  // Without the WAL that was written while it ran a backup is none.
  const line = timelines.find(({ first }) => first.slice(0, 8) === newestStart?.slice(0, 8));
  const isHeld =
    newestStart === undefined || (line !== undefined && line.first <= newestStart && newestStart <= line.last);
  const findings = [
    ...judge(listing),
    ...(lost.length > 0 ? [finding('wal-gap', 'fail', lost.join(' '))] : []),
    ...(isHeld
      ? []
      : [finding('wal-gap', 'fail', `${newestStart} is not between ${line?.first ?? '-'} and ${line?.last ?? '-'}`)]),
    ...(orphaned.length > 0 ? [finding('wal-gap', 'fail', `no history file of timeline ${orphaned.join(' ')}`)] : []),
  ];
  return { findings, wal: { timelines, ...(lastArchivedAt > 0 ? { lastArchivedAt } : {}) } };
}

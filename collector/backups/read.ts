import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorText } from '../../core/index.ts';
import type { RepositorySettings } from '../../inventory/index.ts';
import { localTools } from './access/run-tool.ts';
import { overSsh } from './access/ssh.ts';
import type { CatalogueDeps, ToolDeps } from './deps.ts';
import { backupBounds } from './limits.ts';
import type { BackupTool, CatalogueFinding, CatalogueReading, CatalogueSnapshot } from './model.ts';
import { readRights } from './rights.ts';
import { finding, scrubbed } from './said.ts';

/** What the reader of one tool gives; who read when is added here. */
export type ToolReading = Omit<CatalogueReading, 'repositoryId' | 'tool' | 'startedAt' | 'finishedAt'>;
type ReadTool = (settings: RepositorySettings, deps: ToolDeps) => Promise<ToolReading>;

/** Each is loaded when a repository of its kind is read. */
const readers: Readonly<Record<BackupTool, () => Promise<ReadTool>>> = {
  restic: async () => (await import('./restic/read.ts')).readRestic,
  borg: async () => (await import('./borg/read.ts')).readBorg,
  pgbackrest: async () => (await import('./pgbackrest/read.ts')).readPgBackRest,
  postgresql: async () => (await import('./postgresql/read.ts')).readPostgresqlBackups,
  manifest: async () => (await import('./manifest/read.ts')).readManifest,
  bareos: async () => (await import('./bareos/read.ts')).readBareos,
};

/**
 * One reading of one repository, by its own tool, read-only, on this machine, over SSH, or out of what an agent carried. Never
 * throws: what goes wrong is a finding, and `listed` says whether what is missing from the list is missing from the repository.
 */
export async function readRepository(settings: RepositorySettings, deps: CatalogueDeps): Promise<CatalogueReading> {
  const startedAt = deps.clock.now();
  const { access, id: repositoryId, tool } = settings;
  const failed = (each: CatalogueFinding): ToolReading => ({
    listed: false,
    snapshots: [],
    findings: [each],
    checks: [],
    locks: [],
  });
  if (access.by === 'agent') {
    const { readCarried } = await import('./access/carried.ts');
    return readCarried({ settings, access, deps, startedAt });
  }
  const cacheFolder = deps.cacheFolder ?? (await mkdtemp(join(tmpdir(), 'fangzhou-backup-')));
  try {
    const local = localTools(deps.clock, deps.signal);
    const isLocal = access.by === 'path';
    const run = isLocal ? local : overSsh(access, local);
    const read = await readers[tool]();
    const reading = await read(settings, { ...deps, cacheFolder, run, isLocal });
    const rights = reading.listed ? (reading.rights ?? (await readRights(settings, { run, isLocal }))) : undefined;
    return finished(rights === undefined ? reading : { ...reading, rights });
  } catch (thrown) {
    deps.log.warn(
      { repositoryId, error: scrubbed(errorText(thrown), [settings.password]) },
      'backup repository not read',
    );
    return finished(failed(finding('malformed', 'unknown', scrubbed(errorText(thrown), [settings.password]))));
  } finally {
    if (deps.cacheFolder === undefined) await rm(cacheFolder, { recursive: true, force: true }).catch(() => undefined);
  }

  function finished(reading: ToolReading): CatalogueReading {
    const findings = [...reading.findings, ...common(reading, deps.clock.now())].slice(0, backupBounds.findings);
    const secrets = [settings.password, settings.sql?.password];
    const scrub = (each: CatalogueFinding): CatalogueFinding => ({ ...each, said: scrubbed(each.said, secrets) });
    return { ...reading, findings: findings.map(scrub), repositoryId, tool, startedAt, finishedAt: deps.clock.now() };
  }
}

/** What holds for every tool: an empty list, and clocks that run ahead. */
function common({ listed, snapshots, findings }: ToolReading, now: number): readonly CatalogueFinding[] {
  const more: CatalogueFinding[] = [];
  const told = findings.some(({ reason }) => ['missing', 'empty', 'unreadable-snapshot'].includes(reason));
  if (listed && snapshots.length === 0 && !told) more.push(finding('empty', 'fail'));
  const ahead = snapshots.filter(({ startedAt }) => startedAt > now + backupBounds.clockAheadMs);
  const words = ({ id, startedAt }: CatalogueSnapshot): string =>
    `${id.slice(0, 16)} ${new Date(startedAt).toISOString()}`;
  for (const each of ahead.slice(0, 10))
    more.push(finding('clock-ahead', 'fail', words(each), { snapshotId: each.id }));
  return more;
}

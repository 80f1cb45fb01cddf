import type { RepositorySettings } from '../../../inventory/index.ts';
import { type FolderFile, listFolder, readText, unlisted } from '../access/files.ts';
import { linesOf, mergeFindings } from '../classify.ts';
import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import type { CatalogueFinding, CatalogueSnapshot, IntegrityCheck } from '../model.ts';
import type { ToolReading } from '../read.ts';
import { finding } from '../said.ts';
import { readSpace } from '../space.ts';
import { compressionOf } from './compression.ts';
import { type ManifestEntry, patternOf, readEntries } from './entries.ts';

const usualNames = ['manifest.jsonl', 'manifest.json', 'manifest.csv'] as const;
const depth = 6;
/** Files in one call of sha256sum, and how long their names may be together. */
const hashedTogether = 200;

interface Held extends CatalogueSnapshot {
  readonly sha256: string | undefined;
  readonly heldBytes: number;
}

/** Plain dump files and shares, mounted or over SSH, by a manifest that is declared beside them. Never throws. */
export async function readManifest(settings: RepositorySettings, deps: ToolDeps): Promise<ToolReading> {
  const { location, beside, id: repositoryId } = settings;
  const { run, clock, memory, check: wish } = deps;
  const nothing = { listed: false, snapshots: [], checks: [], locks: [] };
  const listing = await listFolder(run, location, depth);
  if (!listing.ok) return { ...nothing, findings: [unlisted(listing)] };
  const name = beside ?? usualNames.find((each) => listing.files.some(({ path }) => path === each));
  const there = listing.files.find(({ path }) => path === name);
  const isTooLarge = there !== undefined && there.bytes > backupBounds.manifestBytes;
  const text =
    name === undefined || isTooLarge
      ? undefined
      : await readText(run, name.startsWith('/') ? name : `${location}/${name}`, backupBounds.manifestBytes);
  // It is there, and says nothing of what it names: that is no missing repository.
  if (text === undefined && there !== undefined) {
    const reason = isTooLarge ? 'too-large' : 'unreachable';
    return { ...nothing, findings: [finding(reason, 'unknown', `${location}/${there.path}: ${there.bytes} bytes`)] };
  }
  if (name === undefined || text === undefined) {
    return { ...nothing, findings: [finding('missing', 'fail', `${location}: ${name ?? usualNames.join(', ')}`)] };
  }
  const { entries, mistakes } = readEntries(text, name);
  const findings: CatalogueFinding[] = [];
  if (mistakes.length > 0) findings.push(finding('malformed', 'unknown', mistakes.slice(0, 10).join('; ')));
  const held = backupsOf(entries, listing.files, findings);
  const broken = new Set(findings.flatMap(({ snapshotId }) => snapshotId ?? []));
  const checks: IntegrityCheck[] = wish.structure
    ? [{ kind: 'structure', share: 0, at: clock.now(), ok: broken.size === 0 }]
    : [];
  if (wish.data !== 'none') {
    const hashed = await hashAll(
      held.filter(({ id }) => !broken.has(id)),
      settings,
      deps,
      findings,
    );
    if (hashed !== undefined) checks.push({ ...hashed, ok: hashed.ok && broken.size === 0 });
  }
  if (deps.isLocal) await learn(held);
  const space = await readSpace(location, deps);
  const snapshots = held.map(({ sha256: _sha256, heldBytes: _heldBytes, ...each }) => ({
    ...memory.figures(repositoryId, each.id),
    ...each,
  }));
  const repositoryBytes = listing.files.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    listed: true,
    snapshots,
    findings: mergeFindings(findings),
    checks,
    ...(broken.size > 0 ? { untouched: snapshots.map(({ id }) => id).filter((id) => !broken.has(id)) } : {}),
    locks: [],
    ...(space === undefined ? {} : { space: { ...space, repositoryBytes } }),
  };

  /** How well the newest two of each data set compress: what is encrypted does not. */
  async function learn(list: readonly Held[]): Promise<void> {
    const counts = new Map<string, number>();
    let asked = 0;
    for (const { id, tags } of [...list].sort((a, b) => b.startedAt - a.startedAt)) {
      const [tag = ''] = tags;
      const count = (counts.get(tag) ?? 0) + 1;
      counts.set(tag, count);
      if (count > 2 || asked >= backupBounds.askedPerReading || memory.figures(repositoryId, id) !== undefined)
        continue;
      asked += 1;
      const compressionRatio = await compressionOf(`${location}/${id}`);
      if (compressionRatio !== undefined) memory.remember(repositoryId, id, { compressionRatio });
    }
  }
}

function backupsOf(
  entries: readonly ManifestEntry[],
  files: readonly FolderFile[],
  findings: CatalogueFinding[],
): readonly Held[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const held: Held[] = [];
  const add = (entry: ManifestEntry, path: string, file: FolderFile | undefined): void => {
    if (held.length >= backupBounds.snapshots) return;
    const { bytes = file?.bytes, startedAt = file?.modifiedAt, endedAt, tag, host, paths, figures, sha256 } = entry;
    if (file === undefined) findings.push(finding('pack-missing', 'fail', path, { snapshotId: path }));
    else if (bytes !== file.bytes) {
      findings.push(finding('pack-damaged', 'fail', `${path}: ${file.bytes} != ${bytes}`, { snapshotId: path }));
    }
    // Neither a time in the manifest nor a file that has one: nothing that could be called a backup.
    if (startedAt === undefined) return;
    held.push({
      id: path,
      tags: [tag],
      host,
      paths,
      startedAt,
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(bytes === undefined ? {} : { sourceBytes: bytes, storedBytes: bytes }),
      ...figures,
      ...(sha256 === undefined ? {} : { contentId: sha256 }),
      sha256,
      heldBytes: file?.bytes ?? 0,
    });
  };
  for (const entry of entries) {
    if (entry.name !== undefined) add(entry, entry.name, byPath.get(entry.name));
    else if (entry.pattern !== undefined) {
      const pattern = patternOf(entry.pattern);
      for (const file of files) if (pattern.test(file.path)) add(entry, file.path, file);
    }
  }
  return held;
}

/** SHA-256 of files against the manifest: of all, or of those whose turn it is, the newest of each data set always; within a bound of bytes. */
async function hashAll(
  held: readonly Held[],
  { location }: RepositorySettings,
  { run, clock, check: { data } }: ToolDeps,
  findings: CatalogueFinding[],
): Promise<IntegrityCheck | undefined> {
  const hashable = held.filter(({ sha256 }) => sha256 !== undefined).sort((a, b) => b.startedAt - a.startedAt);
  if (hashable.length === 0) return undefined;
  const newest = new Set<string>();
  let left = data === 'all' ? Number.POSITIVE_INFINITY : backupBounds.hashBytes;
  const chosen = hashable.filter(({ tags: [tag = ''], heldBytes }, index) => {
    const isNewest = !newest.has(tag);
    newest.add(tag);
    const isTurn = typeof data !== 'object' || index % data.of === data.part - 1;
    if (!(isNewest || isTurn) || heldBytes > left) return false;
    left -= heldBytes;
    return true;
  });
  let ok = true;
  let readBytes = 0;
  for (let at = 0; at < chosen.length; at += hashedTogether) {
    const batch = chosen.slice(at, at + hashedTogether);
    const answer = await run({
      argv: ['sha256sum', '--', ...batch.map(({ id }) => `${location}/${id}`)],
      mostMs: backupBounds.readAllMs,
    });
    if (!answer.ran) {
      findings.push(finding(answer.why, 'unknown', answer.err));
      return undefined;
    }
    const hashes = new Map(
      linesOf(answer.out).map((line) => [line.slice(66).replace(/^ ?\*?/, ''), line.slice(0, 64)] as const),
    );
    for (const { id, sha256, heldBytes } of batch) {
      const hash = hashes.get(`${location}/${id}`);
      if (hash === sha256) readBytes += heldBytes;
      else {
        ok = false;
        findings.push(finding('pack-damaged', 'fail', `${id}: sha256 ${hash ?? '-'} != ${sha256}`, { snapshotId: id }));
      }
    }
  }
  const total = held.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  return { kind: 'data', share: total === 0 ? 1 : Math.min(1, readBytes / total), at: clock.now(), ok };
}

import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import type { Figures } from '../memory.ts';
import type { CatalogueFinding, CatalogueReason, CatalogueSnapshot } from '../model.ts';
import { finding } from '../said.ts';
import type { FigureReader } from './figures.ts';
import type { PackTrouble } from './open.ts';
import type { ResticSnapshot } from './snapshots.ts';

/** Snapshots of one data set, newest first; what has no tag is known by host and paths. */
export function groupsOf(list: readonly ResticSnapshot[]): readonly (readonly ResticSnapshot[])[] {
  const groups = new Map<string, ResticSnapshot[]>();
  for (const each of list) {
    const { tags, host, paths } = each;
    const key = JSON.stringify(tags.length > 0 ? [...tags].sort() : [host, ...paths]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  for (const group of groups.values()) group.sort((a, b) => b.startedAt - a.startedAt);
  return [...groups.values()];
}

/** Each snapshot with the one before it in its group; the newest of every group first, then the second, and so on. */
function* byRank(
  groups: readonly (readonly ResticSnapshot[])[],
): Generator<readonly [ResticSnapshot, ResticSnapshot | undefined, number]> {
  const longest = groups.reduce((most, group) => Math.max(most, group.length), 0);
  const deepest = Math.min(backupBounds.figuresPerGroup, longest);
  for (let rank = 0; rank < deepest; rank++) {
    for (const group of groups) {
      const each = group[rank];
      if (each !== undefined) yield [each, group[rank + 1], rank];
    }
  }
}

/** What the list lacks: sizes and churn, out of index and trees; the newest of each group first, until the bound of time or number. */
export async function learn(
  reader: FigureReader,
  list: readonly ResticSnapshot[],
  { clock, memory, repositoryId }: Pick<ToolDeps, 'clock' | 'memory'> & { readonly repositoryId: string },
): Promise<void> {
  const until = clock.monotonicMs() + backupBounds.figuresMs;
  let learned = 0;
  for (const [each, before, rank] of byRank(groupsOf(list))) {
    if (learned >= backupBounds.figuresPerReading || clock.monotonicMs() > until) break;
    if (memory.figures(repositoryId, each.id) !== undefined || (rank > 0 && each.sourceBytes !== undefined)) continue;
    learned += 1;
    const figures = await reader.figures(each.contentId, before?.contentId);
    if (figures !== undefined) memory.remember(repositoryId, each.id, figures);
  }
}

/** What a broken pack is called, the worst first; one that the account may not read says nothing of what is in it. */
const troubles: readonly (readonly [PackTrouble, CatalogueReason, CatalogueFinding['weight']])[] = [
  ['missing', 'pack-missing', 'fail'],
  ['cut', 'pack-damaged', 'fail'],
  ['unreadable', 'pack-unreadable', 'unknown'],
];
const namedPacks = 20;
const namedBySet = 8;

/** Packs that our own look found broken, one finding for each kind. */
export function countedPacks(broken: ReadonlyMap<string, PackTrouble>): readonly CatalogueFinding[] {
  return byKind(broken).map(([packs, reason, weight]) => finding(reason, weight, namesOf(packs, namedPacks)));
}

function byKind(broken: ReadonlyMap<string, PackTrouble>) {
  return troubles.flatMap(([how, reason, weight]) => {
    const packs = new Set([...broken].filter(([, each]) => each === how).map(([id]) => id));
    return packs.size === 0 ? [] : [[packs, reason, weight] as const];
  });
}

function namesOf(packs: ReadonlySet<string>, most: number): string {
  return [...packs].slice(0, most).join(' ');
}

/** Which of the newest backups stand on broken packs, and which were shown not to. */
export async function affected(
  reader: FigureReader,
  list: readonly ResticSnapshot[],
  broken: ReadonlyMap<string, PackTrouble>,
): Promise<{ readonly findings: readonly CatalogueFinding[]; readonly untouched: readonly string[] }> {
  const findings: CatalogueFinding[] = [];
  const untouched: string[] = [];
  const kinds = byKind(broken);
  for (const [newest] of groupsOf(list)) {
    if (newest === undefined) continue;
    const found = await worstUnder(newest);
    if (found === undefined) untouched.push(newest.id);
    else if (findings.length < backupBounds.findings) findings.push(found);
  }
  return { findings, untouched };

  async function worstUnder({ id, tags, contentId }: ResticSnapshot): Promise<CatalogueFinding | undefined> {
    let doubt: CatalogueFinding | undefined;
    for (const [packs, reason, weight] of kinds) {
      const isTouched = await reader.touches(contentId, packs);
      if (isTouched === false) continue;
      const said = `${tags.join(',')} ${id.slice(0, 8)}: ${namesOf(packs, namedBySet)}`;
      if (isTouched === true) return finding(reason, weight, said, { snapshotId: id });
      doubt ??= finding(reason, 'unknown', said, { snapshotId: id });
    }
    return doubt;
  }
}

/** The same by asking the tool for the newest two of each group, where its files cannot be read from here. */
export async function ask(
  list: readonly ResticSnapshot[],
  call: (args: readonly string[]) => Promise<string | undefined>,
  { memory, repositoryId }: Pick<ToolDeps, 'memory'> & { readonly repositoryId: string },
): Promise<void> {
  let calls = 0;
  for (const [each, before, rank] of byRank(groupsOf(list))) {
    if (rank > 1 || calls >= backupBounds.askedPerReading) break;
    if (memory.figures(repositoryId, each.id) !== undefined) continue;
    calls += before === undefined ? 2 : 3;
    const whole = jsonOf(await call(['stats', '--json', each.id]));
    const raw = jsonOf(await call(['stats', '--json', '--mode', 'raw-data', each.id]));
    const churn =
      before === undefined ? {} : churnOf(await call(['diff', '--json', before.id, each.id]), whole?.total_file_count);
    if (typeof whole?.total_size !== 'number') continue;
    const ratio =
      typeof raw?.total_size === 'number' && raw.total_size > 0 ? whole.total_size / raw.total_size : undefined;
    const figures: Figures = {
      sourceBytes: whole.total_size,
      ...churn,
      ...(ratio === undefined ? {} : { compressionRatio: ratio }),
    };
    memory.remember(repositoryId, each.id, figures);
  }
}

function jsonOf(
  text: string | undefined,
): { readonly total_size?: unknown; readonly total_file_count?: unknown } | undefined {
  try {
    const parsed = JSON.parse(text ?? 'null');
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `restic diff --json`: a line for each change; folders end with a slash and are no files. */
function churnOf(text: string | undefined, files: unknown): Figures {
  if (text === undefined) return {};
  const counts = { '+': 0, '-': 0, M: 0 };
  for (const line of text.split('\n')) {
    const change = /"path":"(?:[^"\\]|\\.)*[^/"]","modifier":"([+-]|M)/.exec(line)?.[1] as
      | keyof typeof counts
      | undefined;
    if (change !== undefined) counts[change] += 1;
  }
  // restic's count of files holds folders too, so that what did not change is not told by it.
  const total = typeof files === 'number' ? files : undefined;
  return {
    filesNew: counts['+'],
    filesChanged: counts.M,
    filesRemoved: counts['-'],
    ...(total === undefined ? {} : { filesUnmodified: Math.max(0, total - counts['+'] - counts.M) }),
  };
}

/** The list with what was learned; what the tool tells itself stands. */
export function withFigures(
  list: readonly ResticSnapshot[],
  repositoryId: string,
  memory: ToolDeps['memory'],
): readonly CatalogueSnapshot[] {
  return list.map((each) => {
    const figures = memory.figures(repositoryId, each.id);
    return figures === undefined ? each : { ...figures, ...each };
  });
}

import type { RepositorySettings } from '../../../inventory/index.ts';
import type { ToolAnswer } from '../access/run-tool.ts';
import { classify, linesOf, mergeFindings } from '../classify.ts';
import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import { isAlive, type Lock, lockFindings } from '../locks.ts';
import type { CatalogueFinding, CatalogueReading, IntegrityCheck } from '../model.ts';
import { finding } from '../said.ts';
import { readSpace } from '../space.ts';
import { ask, learn, withFigures } from './learn.ts';
import { openResticFiles } from './open.ts';
import { readSnapshots, timeOf } from './snapshots.ts';

type Part = Omit<CatalogueReading, 'repositoryId' | 'tool' | 'startedAt' | 'finishedAt'>;

/** restic waits for a lost file ten times, three quarters of a minute: four are enough to believe it. */
const triedEnough = /(?:returned error, retrying after[\s\S]*){4}/;

/** What it prints before anything else when it takes the password from stdin. */
const asked = /^reading repository password from stdin\n/;

/** Reads a restic repository by its own tool, without cache and without lock; never throws. */
export async function readRestic(settings: RepositorySettings, deps: ToolDeps): Promise<Part> {
  const { run, clock, memory } = deps;
  const nothing = { listed: false, snapshots: [], checks: [], locks: [] };
  const version = await run({ argv: ['restic', 'version'] });
  const toolVersion = /restic (\d+\.\d+\.\d+)/.exec(version.out)?.[1];
  if (!version.ran)
    return { ...nothing, findings: classify({ tool: 'restic', version: undefined, command: 'list', answer: version }) };
  const call = async (args: readonly string[], mostMs: number = backupBounds.quickMs): Promise<ToolAnswer> => {
    const answer = await run({
      argv: ['restic', '-r', settings.location, '--no-cache', '--no-lock', ...args],
      secret: settings.password ?? '',
      enough: triedEnough,
      mostMs,
    });
    return { ...answer, out: answer.out.replace(asked, '') };
  };
  const judge = (answer: ToolAnswer, command: 'list' | 'check'): readonly CatalogueFinding[] =>
    classify({
      tool: 'restic',
      version: toolVersion,
      command,
      answer,
      lines: linesOf(answer.err)
        .map(plain)
        .filter((line) => line !== settings.location),
    });

  const listing = await call(['snapshots', '--json']);
  const read = listing.ran && listing.code === 0 ? readSnapshots(listing.out) : undefined;
  const listFindings = [...judge(listing, 'list')];
  if (read === undefined) {
    if (listFindings.length === 0) listFindings.push(finding('malformed', 'unknown', listing.out.slice(0, 200)));
    return { ...nothing, ...(toolVersion === undefined ? {} : { toolVersion }), findings: listFindings };
  }
  const { list, misread } = read;
  if (misread > 0) listFindings.push(finding('malformed', 'unknown', `${misread} of ${misread + list.length}`));

  const [config, locks] = await Promise.all([call(['cat', 'config']), readLocks(call, deps)]);
  const identity = /"id":\s*"([0-9a-f]{64})"/.exec(config.out)?.[1];
  const isTaken = locks.some(({ alive, exclusive }) => exclusive && alive !== false);
  const wish = deps.check;
  const isReading = wish.data !== 'none';
  const wanted = (wish.structure || isReading) && !isTaken;
  const subset = wish.data === 'all' ? ['--read-data'] : isReading ? [`--read-data-subset=${subsetOf(wish.data)}`] : [];
  const checking = wanted
    ? call(['check', '--json', ...subset], isReading ? backupBounds.readAllMs : backupBounds.checkMs)
    : undefined;
  const [check, files, space] = await Promise.all([
    checking,
    deps.isLocal ? openResticFiles(settings.location, settings.password ?? '') : undefined,
    readSpace(settings.location, deps),
  ]);

  const checkFindings = check === undefined ? [] : [...judge(check, 'check'), ...summaryOf(check)];
  const checks = check === undefined ? [] : checksOf(check, checkFindings, wish, clock.now());
  let learned: { findings: readonly CatalogueFinding[]; untouched: readonly string[] } = {
    findings: [],
    untouched: [],
  };
  let broken: ReadonlySet<string> = new Set();
  if (files !== undefined) {
    const named = packsIn(check?.err ?? '', [...files.packs.keys()]);
    broken = new Set([...files.brokenPacks, ...named]);
    learned = await learn(files, list, broken, { clock, memory, repositoryId: settings.id });
    await files.close();
  } else {
    const say = async (args: readonly string[]): Promise<string | undefined> => {
      const answer = await call(args);
      return answer.ran && answer.code === 0 ? answer.out : undefined;
    };
    await ask(list, say, { memory, repositoryId: settings.id });
  }
  const counted = [...(files?.brokenPacks ?? [])];
  const gone = counted.length === 0 ? [] : [finding('pack-missing', 'fail', counted.slice(0, 20).join(' '))];
  const repositoryBytes = [...(files?.packs.values() ?? [])].reduce((sum, bytes) => sum + bytes, 0);
  return {
    listed: true,
    ...(toolVersion === undefined ? {} : { toolVersion }),
    snapshots: withFigures(list, settings.id, memory),
    findings: mergeFindings(listFindings, lockFindings(locks), checkFindings, gone, learned.findings),
    checks,
    ...(broken.size > 0 ? { untouched: learned.untouched } : {}),
    ...(identity === undefined ? {} : { identity }),
    encryption: 'aes-256-ctr-poly1305',
    locks: locks.map(({ exclusive: _exclusive, ...lock }) => lock),
    ...(space === undefined ? {} : { space: { ...space, ...(files === undefined ? {} : { repositoryBytes }) } }),
  };
}

function subsetOf(data: ToolDeps['check']['data']): string {
  return typeof data === 'object' ? `${data.part}/${data.of}` : '1/1';
}

/** Since 0.18 what goes wrong is JSON on stderr; its message is what the table knows. */
function plain(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { message, error } = JSON.parse(line);
    const said = message ?? error?.message ?? error;
    return typeof said === 'string' ? said : line;
  } catch {
    return line;
  }
}

/** The summary of `check --json` since 0.18. */
function summaryOf({ out }: ToolAnswer): readonly CatalogueFinding[] {
  const line = linesOf(out).find((each) => each.includes('"message_type":"summary"'));
  const errors = Number(/"num_errors":(\d+)/.exec(line ?? '')?.[1] ?? 0);
  return errors === 0 ? [] : [finding('damaged', 'fail', line ?? '')];
}

/** It passed only when it says so; a code of 0 alone is no proof. */
function checksOf(
  check: ToolAnswer,
  findings: readonly CatalogueFinding[],
  { data }: ToolDeps['check'],
  at: number,
): readonly IntegrityCheck[] {
  if (!check.ran || findings.some(({ weight }) => weight === 'unknown')) return [];
  const saysSo = /no errors were found|"num_errors":0/.test(check.out);
  const ok = check.code === 0 && saysSo && findings.length === 0;
  const structure: IntegrityCheck = { kind: 'structure', share: 0, at, ok };
  if (data === 'none') return [structure];
  return [structure, { kind: 'data', share: data === 'all' ? 1 : 1 / data.of, at, ok }];
}

/** Packs that the tool's words about missing and damaged ones name, in full. */
function packsIn(said: string, known: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const line of linesOf(said)) {
    if (!/^pack |Pack ID does not match|does not exist|failed to download/.test(plain(line))) continue;
    const named = /(?:want |[Pp]ack )([0-9a-f]{8,64})/.exec(plain(line))?.[1];
    const pack = named === undefined ? undefined : known.find((id) => id.startsWith(named));
    if (pack !== undefined) found.add(pack);
  }
  return [...found];
}

async function readLocks(
  call: (args: readonly string[]) => Promise<ToolAnswer>,
  { clock, isLocal }: ToolDeps,
): Promise<readonly (Lock & { readonly exclusive: boolean })[]> {
  const listed = await call(['list', 'locks']);
  const ids = linesOf(listed.out).filter((line) => /^[0-9a-f]{64}$/.test(line));
  const locks: (Lock & { exclusive: boolean })[] = [];
  for (const id of ids.slice(0, backupBounds.locks)) {
    // One that is gone by now was nobody's trouble.
    const { out } = await call(['cat', 'lock', id]);
    try {
      const { time, hostname: host, pid, exclusive } = JSON.parse(out);
      const at = timeOf(time);
      if (at === undefined || typeof host !== 'string' || typeof pid !== 'number') continue;
      const alive = isAlive({ host, pid, at }, { now: clock.now(), isHere: isLocal, renews: true });
      locks.push({ at, host, pid, alive, exclusive: exclusive === true });
    } catch {
      // Its words are no JSON: it was removed between list and look.
    }
  }
  return locks;
}

import type { RepositorySettings } from '../../../inventory/index.ts';
import type { ToolAnswer } from '../access/run-tool.ts';
import { classify, linesOf, mergeFindings } from '../classify.ts';
import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import { isAlive, type Lock, lockFindings } from '../locks.ts';
import type { CatalogueFinding } from '../model.ts';
import type { ToolReading } from '../read.ts';
import { finding } from '../said.ts';
import { readSpace } from '../space.ts';
import { checkArguments, checksOf, packsIn, plainLine, summaryOf } from './check.ts';
import { createFigureReader } from './figures.ts';
import { affected, ask, learn, withFigures } from './learn.ts';
import { openResticFiles, type ResticFiles } from './open.ts';
import { type ResticSnapshot, readSnapshots, timeOf } from './snapshots.ts';

/** restic waits for a lost file ten times, three quarters of a minute: four are enough to believe it. */
const triedEnough = /(?:returned error, retrying after[\s\S]*){4}/;
/** What it prints before anything else when it takes the password from stdin. */
const asked = /^reading repository password from stdin\n/;

/** restic, asked about one repository: its answers, and what they say beside them. */
interface Restic {
  readonly settings: RepositorySettings;
  readonly deps: ToolDeps;
  readonly version: string | undefined;
  call(args: readonly string[], mostMs?: number): Promise<ToolAnswer>;
  judge(answer: ToolAnswer, command: 'list' | 'check'): readonly CatalogueFinding[];
}

/** Reads a restic repository by its own tool, without cache and without lock; never throws. */
export async function readRestic(settings: RepositorySettings, deps: ToolDeps): Promise<ToolReading> {
  const nothing = { listed: false, snapshots: [], checks: [], locks: [] };
  const { location, password = '' } = settings;
  const answer = await deps.run({ argv: ['restic', 'version'] });
  const version = /restic (\d+\.\d+\.\d+)/.exec(answer.out)?.[1];
  const tell = version === undefined ? {} : { toolVersion: version };
  const restic: Restic = {
    settings,
    deps,
    version,
    async call(args, mostMs = backupBounds.quickMs) {
      const argv = ['restic', '-r', location, '--no-cache', '--no-lock', ...args];
      const answered = await deps.run({ argv, secret: password, enough: triedEnough, mostMs });
      return { ...answered, out: answered.out.replace(asked, '') };
    },
    judge(answer, command) {
      // A repository that is not there is named once more on a line of its own.
      const lines = linesOf(answer.err)
        .map(plainLine)
        .filter((line) => line !== location);
      return classify({ tool: 'restic', version, command, answer, lines });
    },
  };
  if (!answer.ran) return { ...nothing, findings: restic.judge(answer, 'list') };
  const [listing, files] = await Promise.all([
    restic.call(['snapshots', '--json']),
    deps.isLocal ? openResticFiles(location, password) : undefined,
  ]);
  try {
    const read = listing.ran && listing.code === 0 ? readSnapshots(listing.out) : undefined;
    const said = [...restic.judge(listing, 'list')];
    if (read === undefined) {
      if (said.length === 0) said.push(finding('malformed', 'unknown', listing.out.slice(0, 200)));
      return { ...nothing, ...tell, findings: said };
    }
    const { list, misread } = read;
    if (misread > 0) said.push(finding('malformed', 'unknown', `${misread} of ${misread + list.length}`));
    return { ...tell, ...(await readListed(restic, list, said, files)) };
  } finally {
    await files?.close();
  }
}

async function readListed(
  restic: Restic,
  list: readonly ResticSnapshot[],
  said: readonly CatalogueFinding[],
  files: ResticFiles | undefined,
): Promise<ToolReading> {
  const { settings, deps, call, judge } = restic;
  const { clock, memory, check: wish } = deps;
  const { id: repositoryId, location } = settings;
  const source = files ?? askingTool(call);
  // Over SSH each of these is a connection and a derived key: at once, not one after another.
  const [config, locks, { length: keys }] = await Promise.all([
    source.json('config'),
    readLocks(source, deps),
    source.names('keys'),
  ]);
  const identity = config?.id;
  // While somebody removes packs, a check would find them missing.
  const isTaken = locks.some(({ alive, exclusive }) => exclusive && alive !== false);
  const args = isTaken ? undefined : checkArguments(wish);
  const reader = files === undefined ? undefined : createFigureReader(files);
  const [check, space] = await Promise.all([
    args === undefined ? undefined : call(args, wish.data === 'none' ? backupBounds.checkMs : backupBounds.readAllMs),
    readSpace(location, deps),
    reader === undefined ? undefined : learn(reader, list, { clock, memory, repositoryId }),
  ]);
  const checkFindings = check === undefined ? [] : [...judge(check, 'check'), ...summaryOf(check)];
  const told = mergeFindings(said, lockFindings(locks), checkFindings);
  const common = {
    listed: true,
    ...(typeof identity === 'string' ? { identity } : {}),
    encryption: 'aes-256-ctr-poly1305',
    ...(keys === 0 ? {} : { keys }),
    checks: check === undefined ? [] : checksOf(check, checkFindings, wish, clock.now()),
    locks: locks.map(({ exclusive: _exclusive, ...lock }) => lock),
  };
  if (files === undefined || reader === undefined) {
    const say = async (words: readonly string[]): Promise<string | undefined> => {
      const answer = await call(words);
      return answer.ran && answer.code === 0 ? answer.out : undefined;
    };
    await ask(list, say, { memory, repositoryId });
    const snapshots = withFigures(list, repositoryId, memory);
    return { ...common, snapshots, findings: told, ...(space === undefined ? {} : { space }) };
  }
  const counted = (['missing', 'cut'] as const).flatMap((how) => {
    const packs = [...files.brokenPacks].filter(([, each]) => each === how).map(([id]) => id);
    const reason = how === 'missing' ? 'pack-missing' : 'pack-damaged';
    return packs.length === 0 ? [] : [finding(reason, 'fail', packs.slice(0, 20).join(' '))];
  });
  const broken = new Set([...files.brokenPacks.keys(), ...packsIn(check?.err ?? '', [...files.packs.keys()])]);
  const under = broken.size === 0 ? undefined : await affected(reader, files, list, broken);
  const repositoryBytes = [...files.packs.values()].reduce((sum, bytes) => sum + bytes, 0);
  return {
    ...common,
    snapshots: withFigures(list, repositoryId, memory),
    findings: mergeFindings(told, counted, under?.findings ?? []),
    ...(under === undefined ? {} : { untouched: under.untouched }),
    ...(space === undefined ? {} : { space: { ...space, repositoryBytes } }),
  };
}

/** Config and locks, out of the files or by asking the tool. */
type Source = Pick<ResticFiles, 'json' | 'names'>;

function askingTool(call: Restic['call']): Source {
  return {
    names: async (folder) => linesOf((await call(['list', folder])).out).filter((line) => /^[0-9a-f]{64}$/.test(line)),
    async json(path) {
      const [kind = '', id] = path.split('/');
      const { out } = await call(['cat', ...(id === undefined ? [kind] : ['lock', id])]);
      try {
        return JSON.parse(out);
      } catch {
        // A lock that was removed between list and look.
        return undefined;
      }
    },
  };
}

async function readLocks(
  source: Source,
  { clock, isLocal }: ToolDeps,
): Promise<readonly (Lock & { readonly exclusive: boolean })[]> {
  const locks: (Lock & { exclusive: boolean })[] = [];
  for (const id of (await source.names('locks')).slice(0, backupBounds.locks)) {
    const { time, hostname: host, pid, exclusive } = (await source.json(`locks/${id}`)) ?? {};
    const at = timeOf(time);
    if (at === undefined || typeof host !== 'string' || typeof pid !== 'number') continue;
    const alive = isAlive({ host, pid, at }, { now: clock.now(), isHere: isLocal, renews: true });
    locks.push({ at, host, pid, alive, exclusive: exclusive === true });
  }
  return locks;
}

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
import { affected, ask, countedPacks, learn, withFigures } from './learn.ts';
import { openResticDoor, type ResticDoor } from './open.ts';
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
  const { read, said } = await listed(restic);
  if (read === undefined) return { ...nothing, ...tell, findings: said };
  const { list, misread } = read;
  if (misread > 0) said.push(finding('malformed', 'unknown', `${misread} of ${misread + list.length}`));
  // One after another: restic's list, restic's check and our index each want memory, and none needs the other.
  const door = deps.isLocal ? await openResticDoor(location, password) : undefined;
  return { ...tell, ...(await readListed(restic, list, said, door)) };
}

async function listed({ call, judge }: Restic) {
  const listing = await call(['snapshots', '--json']);
  const read = listing.ran && listing.code === 0 ? readSnapshots(listing.out) : undefined;
  const said = [...judge(listing, 'list')];
  if (read === undefined && said.length === 0) said.push(finding('malformed', 'unknown', listing.out.slice(0, 200)));
  return { read, said };
}

async function readListed(
  restic: Restic,
  list: readonly ResticSnapshot[],
  said: readonly CatalogueFinding[],
  door: ResticDoor | undefined,
): Promise<ToolReading> {
  const { settings, deps, call, judge } = restic;
  const { clock, check: wish } = deps;
  const source = door ?? askingTool(call);
  // Over SSH each of these is a connection and a derived key: at once, not one after another.
  const [config, locks, { length: keys }, space] = await Promise.all([
    source.json('config'),
    readLocks(source, deps),
    source.names('keys'),
    readSpace(settings.location, deps),
  ]);
  const identity = config?.id;
  // While somebody removes packs, a check would find them missing.
  const isTaken = locks.some(({ alive, exclusive }) => exclusive && alive !== false);
  const args = isTaken ? undefined : checkArguments(wish);
  const mostMs = wish.data === 'none' ? backupBounds.checkMs : backupBounds.readAllMs;
  const check = args === undefined ? undefined : await call(args, mostMs);
  const checkFindings = check === undefined ? [] : [...judge(check, 'check'), ...summaryOf(check)];
  const { findings, repositoryBytes, ...held } = await readHeld(restic, { list, door, checkSaid: check?.err ?? '' });
  return {
    listed: true,
    ...(typeof identity === 'string' ? { identity } : {}),
    encryption: 'aes-256-ctr-poly1305',
    ...(keys === 0 ? {} : { keys }),
    checks: check === undefined ? [] : checksOf(check, checkFindings, wish, clock.now()),
    locks: locks.map(({ exclusive: _exclusive, ...lock }) => lock),
    ...held,
    findings: mergeFindings(said, lockFindings(locks), checkFindings, findings),
    ...(space === undefined ? {} : { space: repositoryBytes === undefined ? space : { ...space, repositoryBytes } }),
  };
}

interface Held extends Pick<ToolReading, 'snapshots' | 'findings' | 'untouched'> {
  readonly repositoryBytes?: number;
}

/** What the backups are made of: out of index and trees, or, where those cannot be read, by asking the tool. */
async function readHeld(
  { settings, deps, call }: Restic,
  {
    list,
    door,
    checkSaid,
  }: { readonly list: readonly ResticSnapshot[]; readonly door: ResticDoor | undefined; readonly checkSaid: string },
): Promise<Held> {
  const { clock, memory } = deps;
  const { id: repositoryId } = settings;
  const files = await door?.openIndex();
  if (files === undefined) {
    const say = async (words: readonly string[]): Promise<string | undefined> => {
      const answer = await call(words);
      return answer.ran && answer.code === 0 ? answer.out : undefined;
    };
    await ask(list, say, { memory, repositoryId });
    return { snapshots: withFigures(list, repositoryId, memory), findings: [] };
  }
  try {
    const reader = createFigureReader(files);
    await learn(reader, list, { clock, memory, repositoryId });
    // What we saw ourselves goes before what the tool said.
    const broken = new Map([...packsIn(checkSaid, [...files.packs.keys()]), ...files.brokenPacks]);
    const under = broken.size === 0 ? undefined : await affected(reader, list, broken);
    return {
      snapshots: withFigures(list, repositoryId, memory),
      findings: [...countedPacks(files.brokenPacks), ...(under?.findings ?? [])],
      ...(under === undefined ? {} : { untouched: under.untouched }),
      repositoryBytes: [...files.packs.values()].reduce((sum, bytes) => sum + bytes, 0),
    };
  } finally {
    await files.close();
  }
}

/** Config and locks, out of the files or by asking the tool. */
type Source = Pick<ResticDoor, 'json' | 'names'>;

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

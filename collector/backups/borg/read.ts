import type { RepositorySettings } from '../../../inventory/index.ts';
import type { ToolAnswer } from '../access/run-tool.ts';
import { classify, linesOf, mergeFindings } from '../classify.ts';
import type { ToolDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import { isAlive, type Lock, lockFindings } from '../locks.ts';
import type { CatalogueFinding, CatalogueSnapshot, IntegrityCheck } from '../model.ts';
import type { ToolReading } from '../read.ts';
import { finding } from '../said.ts';
import { readSpace } from '../space.ts';
import { logLine, readArchives, readInfo } from './json.ts';

/** Nobody is asked anything on a terminal, and nothing is decided in the repository. */
const quietly = {
  BORG_PASSPHRASE_FD: '0',
  BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
  BORG_CHECK_I_KNOW_WHAT_I_AM_DOING: 'NO',
  BORG_DELETE_I_KNOW_WHAT_I_AM_DOING: 'NO',
};

const brokenData: ReadonlySet<CatalogueFinding['reason']> = new Set(['pack-missing', 'pack-damaged', 'damaged']);

/** Reads a BorgBackup repository by its own tool; lists past locks and checks only where there is none. Never throws. */
export async function readBorg(settings: RepositorySettings, deps: ToolDeps): Promise<ToolReading> {
  const { run, clock, memory, isLocal } = deps;
  const { location, id: repositoryId } = settings;
  const nothing = { listed: false, snapshots: [], checks: [], locks: [] };
  const version = await run({ argv: ['borg', '--version'] });
  const toolVersion = /borg (\d+\.\d+\.\d+)/.exec(version.out)?.[1];
  if (!version.ran)
    return { ...nothing, findings: classify({ tool: 'borg', version: undefined, command: 'list', answer: version }) };
  const tell = toolVersion === undefined ? {} : { toolVersion };
  // Its cache and what it remembers of repositories; over SSH it has its own there.
  const env = { ...quietly, ...(isLocal && deps.cacheFolder !== undefined ? { BORG_BASE_DIR: deps.cacheFolder } : {}) };
  const call = (args: readonly string[], mostMs: number = backupBounds.quickMs): Promise<ToolAnswer> =>
    run({ argv: ['borg', '--log-json', ...args], env, secret: settings.password ?? '', mostMs });
  const judge = (answer: ToolAnswer, command: 'list' | 'check'): readonly CatalogueFinding[] =>
    classify({ tool: 'borg', version: toolVersion, command, answer, lines: linesOf(answer.err).map(logLine) });

  // Looked at before anything else: borg takes the lock of a dead process away when it wants one itself.
  const locks = await readLocks(location, deps);
  const listing = await call(['list', '--bypass-lock', '--json', location]);
  const listFindings = [...judge(listing, 'list')];
  const read = listing.ran && listing.code <= 1 ? readArchives(listing.out) : undefined;
  if (read === undefined) {
    if (listFindings.length === 0) listFindings.push(finding('malformed', 'unknown', listing.out.slice(0, 200)));
    return { ...nothing, ...tell, findings: mergeFindings(listFindings, lockFindings(locks)), locks };
  }
  const { archives, identity, encryption } = read;
  const infoFindings = archives.length === 0 ? [] : await learn(archives);
  const wish = deps.check;
  const isReading = wish.data !== 'none';
  let checks: readonly IntegrityCheck[] = [];
  let checkFindings: readonly CatalogueFinding[] = [];
  if ((wish.structure || isReading) && locks.length === 0) {
    const args = ['check', '--lock-wait', '5', ...(wish.data === 'all' ? ['--verify-data'] : []), location];
    const check = await call(args, isReading ? backupBounds.readAllMs : backupBounds.checkMs);
    checkFindings = judge(check, 'check');
    // Silent on success: only a code of 0 and no word beside it is one.
    if (check.ran && !checkFindings.some(({ weight }) => weight === 'unknown')) {
      const ok = check.code === 0 && checkFindings.length === 0;
      // Even its plain check reads every segment's checksum; that of contents against their ids is only `--verify-data`.
      checks = [{ kind: 'structure', share: 1, at: clock.now(), ok }];
      if (wish.data === 'all') checks = [...checks, { kind: 'data', share: 1, at: clock.now(), ok }];
    }
  }
  // Where every byte shall be read and something is broken: borg's check says what, and never which archive.
  const broken = checkFindings.find(({ reason, weight }) => weight === 'fail' && brokenData.has(reason));
  const tried = wish.data === 'all' && broken !== undefined ? await readThrough(archives, broken.reason) : undefined;
  const config = await run({ argv: ['grep', '-E', '^append_only *=', '--', `${location}/config`] });
  const space = await readSpace(location, deps);
  return {
    listed: true,
    ...tell,
    snapshots: archives.map((each) => ({ ...each, ...memory.figures(repositoryId, each.id) })),
    findings: mergeFindings(listFindings, lockFindings(locks), infoFindings, checkFindings, tried?.findings ?? []),
    checks,
    ...(identity === undefined ? {} : { identity }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(config.ran && config.code === 0 ? { immutable: /=\s*1\b/.test(config.out) } : {}),
    locks,
    ...(tried === undefined ? {} : { untouched: tried.untouched }),
    ...(space === undefined ? {} : { space }),
  };

  /** Reads the newest archive of each data set to its end, and writes nothing: which ones are whole, and which are not. */
  async function readThrough(list: readonly CatalogueSnapshot[], reason: CatalogueFinding['reason']) {
    const untouched: string[] = [];
    const findings: CatalogueFinding[] = [];
    for (const { id, tags } of newestOf(list, 1).slice(0, backupBounds.askedPerReading)) {
      const args = ['extract', '--dry-run', '--bypass-lock', `${location}::${tags.at(0) ?? ''}`];
      const answer = await call(args, backupBounds.readAllMs);
      if (!answer.ran) break;
      const told = judge(answer, 'check');
      const said = told.map((each) => each.said).join(' | ');
      const isBroken = told.some(({ weight }) => weight === 'fail');
      if (answer.code === 0 && told.length === 0) untouched.push(id);
      else findings.push(finding(reason, isBroken ? 'fail' : 'unknown', said, { snapshotId: id }));
    }
    return { untouched, findings };
  }

  /** Sizes of the newest two of each data set: by one call for the newest of all, then one by one for the rest, within bounds. */
  async function learn(list: readonly CatalogueSnapshot[]): Promise<readonly CatalogueFinding[]> {
    const wanted = newestOf(list).filter(({ id }) => memory.figures(repositoryId, id) === undefined);
    if (wanted.length === 0) return [];
    const findings: CatalogueFinding[] = [];
    const take = async (args: readonly string[]): Promise<boolean> => {
      const answer = await call(['info', '--bypass-lock', '--json', ...args], backupBounds.checkMs);
      findings.push(...judge(answer, 'list'));
      for (const [id, figures] of readInfo(answer.out)) memory.remember(repositoryId, id, figures);
      return answer.ran && answer.code <= 1;
    };
    const together = Math.min(backupBounds.askedPerReading, Math.max(2, wanted.length));
    if (!(await take(['--last', String(together), location]))) return findings;
    for (const { id, tags } of wanted.slice(0, backupBounds.askedPerReading)) {
      const [name] = tags;
      if (name === undefined || memory.figures(repositoryId, id) !== undefined) continue;
      if (!(await take([`${location}::${name}`]))) break;
    }
    return findings;
  }

  async function readLocks(folder: string, { clock: { now } }: ToolDeps): Promise<readonly Lock[]> {
    const { out } = await run({ argv: ['find', `${folder}/lock.exclusive`, '-type', 'f', '-printf', '%T@ %f\\n'] });
    return linesOf(out)
      .slice(0, backupBounds.locks)
      .flatMap((line) => {
        // HOST@ID.PID-THREAD, the process in decimal digits.
        const [, seconds, host, pid] = /^(\d+)\S* (\S+?)(?:@\d+)?\.(\d+)-[0-9a-f]+$/.exec(line) ?? [];
        if (seconds === undefined || host === undefined) return [];
        const lock = { at: Number(seconds) * 1000, host, pid: Number(pid) };
        return [{ ...lock, alive: isAlive(lock, { now: now(), isHere: isLocal, renews: false }) }];
      });
  }
}

function newestOf(list: readonly CatalogueSnapshot[], most = 2): readonly CatalogueSnapshot[] {
  const groups = new Map<string, CatalogueSnapshot[]>();
  for (const each of [...list].sort((a, b) => b.startedAt - a.startedAt)) {
    const stem = each.tags.at(-1) ?? '';
    const group = groups.get(stem) ?? [];
    if (group.length < most) groups.set(stem, [...group, each]);
  }
  return [...groups.values()].flat();
}

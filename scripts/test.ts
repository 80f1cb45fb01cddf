/**
 * `npm test`: brings the tools that are missing where it may (root on Debian), runs every suite, then names the suites
 * that could not run and closes with `N passed, N failed`. Arguments go to vitest: `npm test -- collector`.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type FileResult, readResults, told } from './test-results.ts';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'fangzhou-test-'));
const notRun = join(scratch, 'not-run.txt');
/** Where the suites keep their files, so that one that is killed leaves nothing; for other accounts as well, as /tmp is. */
const suitesScratch = mkdtempSync(join(scratchPlace(), 'fz-'));
chmodSync(suitesScratch, 0o1777);
/** What a suite builds here is there for all others: `test/browser.ts`. */
const builds = join(scratch, 'builds');
mkdirSync(builds);
const slowestShown = 15;
/** More failed files than these are no matter of the machine's time. */
const mostFilesAgain = 4;

/**
 * The memory's own file system where it is large and runs programs: databases and ledgers of trials write through to the
 * disk thousands of times, and the machine is not switched off under them.
 */
function scratchPlace(): string {
  const quick = '/dev/shm';
  const neededBytes = 6 * 2 ** 30;
  if (!existsSync(quick)) return tmpdir();
  const { bavail, bsize } = statfsSync(quick);
  if (bavail * bsize < neededBytes || freemem() < neededBytes) return tmpdir();
  const trial = join(mkdtempSync(join(quick, 'fangzhou-test-')), 'runs');
  try {
    writeFileSync(trial, '#!/bin/sh\n', { mode: 0o700 });
    return spawnSync(trial).status === 0 ? quick : tmpdir();
  } finally {
    rmSync(dirname(trial), { recursive: true, force: true });
  }
}

function installTools(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return true;
  const setup = spawnSync(join(root, 'scripts', 'setup-debian.sh'), { stdio: 'inherit' });
  if (setup.status === 0) return true;
  console.error('scripts/setup-debian.sh failed: suites that need its tools will be named below as not run');
  return process.env.CI !== 'true';
}

/** Runs vitest to its end; `ok` is the word of its exit code. */
function runSuites(name: string, args: readonly string[]) {
  const report = join(scratch, `${name}.json`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    {
      cwd: root,
      stdio: 'inherit',
      // Hundreds of processes of one run load the same modules: a compiled one is read by the next.
      env: {
        NODE_COMPILE_CACHE: join(scratch, 'compiled'),
        ...process.env,
        TMPDIR: suitesScratch,
        FANGZHOU_NOT_RUN: notRun,
        FANGZHOU_TEST_BUILDS: builds,
      },
    },
  );
  return { ok: status === 0, files: readResults(report, root) };
}

const failuresOf = (files: ReadonlyMap<string, FileResult>) => [...files.values()].flatMap(({ failures }) => failures);

/** Everything once, and a few failed files again. */
function runAll(args: readonly string[]) {
  const first = runSuites('first', args);
  const failed = [...new Set(failuresOf(first.files).map(({ file }) => file))];
  if (first.ok || args.length > 0 || failed.length === 0 || failed.length > mostFilesAgain) return first;
  console.log(`\nRun once more, one after the other: ${failed.join(', ')}`);
  const second = runSuites('second', [...failed, '--no-file-parallelism']);
  const healed = failed.filter((file) => second.files.get(file)?.failures.length === 0);
  if (healed.length > 0) console.log('\nFailed beside others, passed alone:');
  for (const file of healed) for (const failure of first.files.get(file)?.failures ?? []) console.log(told(failure));
  return { ok: second.ok, files: new Map([...first.files, ...second.files]) };
}

const toolsReady = installTools();
const { ok, files } = runAll(process.argv.slice(2));
if (existsSync(notRun)) {
  console.log('\nNot run here, and what would bring them:');
  for (const line of new Set(readFileSync(notRun, 'utf8').trim().split('\n'))) console.log(`  ${line}`);
}
const slowest = [...files].sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, slowestShown);
console.log(`\nSlowest: ${slowest.map(([file, { seconds }]) => `${file} ${Math.round(seconds)} s`).join(', ')}`);
for (const folder of [scratch, suitesScratch]) rmSync(folder, { recursive: true, force: true });

const failures = failuresOf(files);
if (failures.length > 0) console.log('\nFailed:');
for (const failure of failures) console.log(told(failure));
const passed = [...files.values()].reduce((sum, file) => sum + file.passed, 0);
// A run that broke without a failed test has failed all the same.
const failed = failures.length > 0 ? failures.length : ok && toolsReady ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

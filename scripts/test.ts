/**
 * `npm test`: brings the tools that are missing where it may (root on Debian), runs every suite, then names the suites
 * that could not run and closes with `N passed, N failed`. Arguments go to vitest: `npm test -- collector`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'fangzhou-test-'));
const notRun = join(scratch, 'not-run.txt');
const results = join(scratch, 'results.json');

function installTools(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return true;
  const setup = spawnSync(join(root, 'scripts', 'setup-debian.sh'), { stdio: 'inherit' });
  if (setup.status === 0) return true;
  console.error('scripts/setup-debian.sh failed: suites that need its tools will be named below as not run');
  return process.env.CI !== 'true';
}

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

function readResults(): Results {
  if (!existsSync(results)) return { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1 };
  return JSON.parse(readFileSync(results, 'utf8')) as Results;
}

const toolsReady = installTools();
const vitest = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    // Hundreds of processes of one run load the same modules: a compiled one is read by the next.
    env: { NODE_COMPILE_CACHE: join(scratch, 'compiled'), ...process.env, FANGZHOU_NOT_RUN: notRun },
  },
);
const { numPassedTests, numFailedTests, numFailedTestSuites } = readResults();
if (existsSync(notRun)) {
  console.log('\nNot run here, and what would bring them:');
  for (const line of new Set(readFileSync(notRun, 'utf8').trim().split('\n'))) console.log(`  ${line}`);
}
rmSync(scratch, { recursive: true, force: true });

// A suite that breaks before its first test has no failed test to count, but it has failed.
const failed =
  numFailedTests > 0 ? numFailedTests : vitest.status === 0 && toolsReady ? 0 : Math.max(1, numFailedTestSuites);
console.log(`\n${numPassedTests} passed, ${failed} failed`);
process.exit(failed === 0 && numPassedTests > 0 ? 0 : 1);

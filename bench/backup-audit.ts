/**
 * A full audit of a restic repository with 58 offices and 400 days of backups (23,200 snapshots): list, locks, sizes and churn, structure check,
 * verdict, by the command as a user runs it, beside plain `restic snapshots --json` of the same repository. `--offices N --days N`.
 * The repository is written in restic's format by a generator, and restic itself accepts and checks it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFakeRepository } from '../collector/backups/restic/repository.fake.ts';
import { systemClock } from '../core/index.ts';

const { values: flags } = parseArgs({
  options: {
    offices: { type: 'string', default: '58' },
    days: { type: 'string', default: '400' },
    keep: { type: 'string' },
  },
});
const offices = Math.max(1, Number(flags.offices));
const days = Math.max(2, Number(flags.days));
const password = 'bench-password';
const folder = flags.keep ?? mkdtempSync(join(tmpdir(), 'fangzhou-bench-backup-'));
const dayMs = 86_400_000;

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most that the process and its children had resident at the same time, by samples each 20 ms. */
  readonly rssMB: number;
  readonly ownRssMB: number;
  readonly code: number;
  readonly out: string;
}

/** Runs a command and measures it with all that it starts. */
function measure(argv: readonly string[]): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const startedAt = systemClock.monotonicMs();
    // bash's own `time` counts the children that were waited for.
    const script = 'TIMEFORMAT="%U %S"; time "$@"';
    const child = spawn('bash', ['-c', script, 'bash', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let err = '';
    let [most, own] = [0, 0];
    const sample = setInterval(() => {
      const [all, node] = residentBytes(child.pid ?? 0);
      most = Math.max(most, all);
      own = Math.max(own, node);
    }, 20);
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => {
      err += bytes.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(sample);
      const [, user = '0', system = '0'] = /([\d.]+) ([\d.]+)\s*$/.exec(err) ?? [];
      resolve({
        seconds: (systemClock.monotonicMs() - startedAt) / 1000,
        cpuSeconds: Number(user) + Number(system),
        rssMB: most / 1e6,
        ownRssMB: own / 1e6,
        code: code ?? -1,
        out: Buffer.concat(out).toString(),
      });
    });
  });
}

/** Bytes resident of a process and all below it, and of those that are Node alone. */
function residentBytes(root: number): readonly [number, number] {
  let [all, node] = [0, 0];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const bytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
      all += bytes;
      if (/^Name:\s+(node|MainThread)/m.test(status)) node += bytes;
      for (const task of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')) {
        if (task !== '') waiting.push(Number(task));
      }
    } catch {
      // It ended meanwhile.
    }
  }
  return [all, node];
}

try {
  const tags = Array.from({ length: offices }, (_, index) => `office-${index + 1}`);
  const madeAt = systemClock.monotonicMs();
  const repository = await createFakeRepository(join(folder, 'repository'), password);
  const now = systemClock.now();
  for (const tag of tags) {
    const files = Array.from({ length: 5 }, (_, index) => ({
      name: `table-${index}.csv`,
      content: Buffer.from(`${tag},${index}\n`.repeat(20)),
    }));
    for (let day = days - 1; day >= 0; day--) {
      files[day % files.length] = {
        name: `table-${day % files.length}.csv`,
        content: Buffer.from(`${tag},${day}\n`.repeat(20 + (day % 7))),
      };
      repository.snapshot({ at: now - day * dayMs - 3_600_000, tree: repository.tree(files), tags: [tag] });
    }
  }
  repository.flush();
  const madeSeconds = (systemClock.monotonicMs() - madeAt) / 1000;
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const place = join(folder, 'repository');
  const plain = await measure([
    'restic',
    '-r',
    place,
    '--no-cache',
    '--no-lock',
    '--password-file',
    passwordFile,
    'snapshots',
    '--json',
  ]);
  const command = join(import.meta.dirname, '..', 'bin', 'fangzhou.mjs');
  const audit = await measure([
    process.execPath,
    command,
    'backup-audit',
    `restic:${place}`,
    '--password-file',
    passwordFile,
    '--expect',
    ...tags,
    '--json',
  ]);
  const { verdict, dataSets } = JSON.parse(audit.out);
  const round = (value: number): number => Number(value.toFixed(2));
  process.stdout.write(
    `${JSON.stringify({
      offices,
      days,
      snapshots: JSON.parse(plain.out).length,
      madeSeconds: round(madeSeconds),
      verdict,
      passed: dataSets.filter((set: { readonly verdict: string }) => set.verdict === 'pass').length,
      exitCode: audit.code,
      seconds: round(audit.seconds),
      cpuSeconds: round(audit.cpuSeconds),
      rssMB: Math.round(audit.rssMB),
      ownRssMB: Math.round(audit.ownRssMB),
      resticSeconds: round(plain.seconds),
      resticCpuSeconds: round(plain.cpuSeconds),
      resticRssMB: Math.round(plain.rssMB),
      timeRatio: round(audit.seconds / plain.seconds),
      cpuRatio: round(audit.cpuSeconds / plain.cpuSeconds),
    })}\n`,
  );
} finally {
  if (flags.keep === undefined) rmSync(folder, { recursive: true, force: true });
}

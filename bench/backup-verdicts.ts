/**
 * What the judging of 58 data sets with 400 days of runs costs: taking in seven readings, judging everything again, and the heat
 * map. Prints one JSON line.
 */

import { fakeBackup, fakeRepository, nightly, stageBackups } from '../audit/backups/stage.fake.ts';
import { backupMatrix } from '../audit/index.ts';

const [districts, days] = [7, 400];
const sets = Array.from({ length: 58 }, (_, index) =>
  fakeBackup(`set-${index}`, { repository: `r${index % districts}`, retentionSeconds: days * 86_400 }),
);
const repositories = Array.from({ length: districts }, (_, index) => fakeRepository(`r${index}`));
const { engine, clock, city, reading } = stageBackups({ backups: sets, repositories });
const readings = repositories.map(({ id }) =>
  reading(
    sets.filter(({ repository }) => repository === id).flatMap((set) => nightly(set.id, clock.now(), days)),
    { repositoryId: id },
  ),
);

function time<T>(work: () => T): readonly [cpuMs: number, result: T] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [Math.round((user + system) / 10) / 100, result];
}

const [firstMs] = time(() => readings.map((each) => engine.observe(each)));
const [againMs] = time(() => readings.map((each) => engine.observe(each)));
const [judgeMs] = time(() => engine.apply());
const to = new Date(clock.now()).toISOString().slice(0, 10);
const from = new Date(clock.now() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
const [coldMs] = time(() => backupMatrix(engine, city(), { from, to, now: clock.now() }));
const [matrixMs, matrix] = time(() => backupMatrix(engine, city(), { from, to, now: clock.now() }));
const cells = matrix.rows.reduce((sum, { words }) => sum + words.length, 0);
const passed = engine.dataSets().filter(({ verdict }) => verdict === 'pass').length;
const snapshots = readings.reduce((sum, each) => sum + each.snapshots.length, 0);
const rssBytes = process.memoryUsage().rss;
process.stdout.write(
  `${JSON.stringify({ bench: 'backup-verdicts', snapshots, passed, firstMs, againMs, judgeMs, cells, coldMs, matrixMs, rssBytes })}\n`,
);

/**
 * What rules cost: CPU of the board of rules beside Debian's Prometheus (`promtool test rules`: its engine of rules in one process) by
 * equal rules over equal values. 10,000 series: two of 5,000 devices, a value a minute for an hour. Both must name equally many that fire
 * at the end. Of Prometheus the cost of the same file without rules is taken off; it refuses more than 10,000 samples in one query, so it
 * gets 400 devices at a time. Of ours all is counted but the making of rows, which the store needs anyway; what is looked up in the
 * store at a device's first value is answered with nothing. `--devices N`, `--minutes N`. Prints one JSON line.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRuleBoard, readRules, type Subject, type Subjects, vocabularyOf } from '../alerts/index.ts';
import type { Clock } from '../core/index.ts';
import { backupsDefaults, servicesDefaults } from '../inventory/index.ts';
import type { SampleRow } from '../store/index.ts';
import { cpuSecondsOf, residentMBOf } from './process.ts';

const { values: flags } = parseArgs({
  options: { devices: { type: 'string', default: '5000' }, minutes: { type: 'string', default: '60' } },
});
const devices = Math.max(10, Number(flags.devices));
const minutes = Math.max(20, Number(flags.minutes));
/** Prometheus takes so many devices in one of its tests. */
const atOnce = 400;
const minuteMs = 60_000;
const start = Date.parse('2026-10-01T00:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'fangzhou-bench-rules-'));

/** Levels that last for about twenty minutes, most of them far below what raises; the same in both. */
function levelOf(device: number, column: number, minute: number): number {
  const seed =
    Math.imul(device * 2 + column + 1, 2_654_435_761) ^ Math.imul(Math.floor((minute + device) / 20), 40_503);
  const level = (Math.imul(seed ^ (seed >>> 15), 2_246_822_519) >>> 8) % 100;
  return level < 5 ? 97 : level < 10 ? 40 : 10;
}

const text = (id: string, condition: string) =>
  `  - { id: ${id}, name: { zh: ${id}, en: ${id} }, severity: minor, ${condition}, summary: { zh: '{element}', en: '{element}' }, remedy: { zh: '-', en: '-' } }\n`;
const ourRules = `rules:\n${[
  text('cpu', 'threshold: { series: device.cpuRatio, unit: percent, above: 95, clear: 85 }, for: 15m'),
  text('memory', 'threshold: { series: device.memoryUsedRatio, unit: percent, above: 95, clear: 85 }, for: 15m'),
  text('both', 'composite: { all: [cpu, memory] }'),
  text('jump', 'change: { series: device.cpuRatio, unit: percent, rises: 50, clear: 20, within: 10m }'),
].join('')}`;
const theirRules = `groups:
  - name: all
    interval: 1m
    rules:
      - { alert: cpu, expr: 'cpu >= 95', for: 15m }
      - { alert: memory, expr: 'memory >= 95', for: 15m }
      - { alert: both, expr: 'ALERTS{alertname="cpu",alertstate="firing"} and on (device) ALERTS{alertname="memory",alertstate="firing"}' }
      - { alert: jump, expr: 'cpu - min_over_time(cpu[10m]) >= 50' }
`;

/** Our side: every value as it comes, then the look of each minute. */
async function ours() {
  const vocabulary = vocabularyOf({ profiles: [] });
  writeFileSync(join(folder, 'rules.yaml'), ourRules);
  const read = await readRules([join(folder, 'rules.yaml')], { vocabulary });
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  const ids = Array.from({ length: devices }, (_, index) => `sw-${index}`);
  const all = new Map(ids.map((id): [string, Subject] => [id, subjectOf(id)]));
  const subjects: Subjects = {
    ofEntity: (kind, id) => (kind === 'device' ? all.get(id) : undefined),
    of: (kind, id) => (kind === 'device' ? all.get(id) : undefined),
    declared: () => [],
    all: (kind) => (kind === 'device' ? ids : []),
  };
  let now = start;
  const clock: Clock = { now: () => now, monotonicMs: () => now, after: () => () => {} };
  const board = createRuleBoard({
    ...{ clock, lastSampleAt: undefined, peek: () => ({ state: 'up', since: start }) },
    history: { points: async () => [], latestAt: async () => undefined },
  });
  const settings = {
    polling: { periodSeconds: 60, profilePeriodSeconds: 300 },
    ...{ services: servicesDefaults, backups: backupsDefaults },
  } as Parameters<typeof board.apply>[1]['settings'];
  const calendar = { holidays: [], makeUpDays: [], weekdays: [1, 2, 3, 4, 5], hours: [] };
  const before = memoryMB();
  board.apply(read.value, { subjects, vocabulary, timeZone: 'Asia/Shanghai', calendar, settings });
  let used = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    now = start + minute * minuteMs;
    const rows = ids.map((id, index) => rowOf(id, index, minute));
    const from = process.cpuUsage();
    board.samples(rows);
    await board.idle();
    board.tick();
    board.takeChanges();
    const { user, system } = process.cpuUsage(from);
    used += (user + system) / 1e6;
  }
  const firing = [...board.firing()].map(({ compiled, entityId }) => ({
    ...{ rule: compiled.rule.id, device: Number(entityId.slice(3)) },
  }));
  return { cpuSeconds: used, heldMB: memoryMB() - before, rssMB: residentMBOf(process.pid), firing };
}

const subjectOf = (id: string): Subject => ({
  ...{
    kind: 'device',
    id,
    root: { kind: 'device', id },
    name: { zh: id, en: id },
    districtId: 'city',
    roles: ['switch'],
  },
});

function rowOf(id: string, index: number, minute: number): SampleRow {
  const [cpu, memory] = [levelOf(index, 0, minute) / 100, levelOf(index, 1, minute) / 100];
  return { kind: 'device', entityId: id, at: start + minute * minuteMs, values: [1, 0.1, 1e6, cpu, memory] };
}

function memoryMB(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

type Firing = readonly { readonly rule: string; readonly device: number }[];

function countOf(firing: Firing): ReadonlyMap<string, number> {
  const byRule = Map.groupBy(firing, ({ rule }) => rule);
  return new Map([...byRule].map(([rule, all]) => [rule, all.length]));
}

/** Theirs: the same values from a file; what is expected at the end is what we found. Without it the rules are left out. */
async function theirs(firing?: Firing) {
  const tests: string[] = [];
  for (let from = 0; from < devices; from += atOnce) {
    const to = Math.min(devices, from + atOnce);
    const series = Array.from({ length: to - from }, (_, index) =>
      ['cpu', 'memory'].map((name, column) => {
        const values = Array.from({ length: minutes }, (_v, minute) => levelOf(from + index, column, minute));
        return `      - { series: '${name}{device="sw-${from + index}"}', values: '${values.join(' ')}' }\n`;
      }),
    );
    const found =
      firing === undefined ? new Map() : countOf(firing.filter(({ device }) => from <= device && device < to));
    const expected = [...found].map(([alert, value]) => `{ labels: '{alertname="${alert}"}', value: ${value} }`);
    const query = firing === undefined ? 'count(cpu)' : 'count by (alertname) (ALERTS{alertstate="firing"})';
    const answer = firing === undefined ? `{ labels: '{}', value: ${to - from} }` : expected.join(', ');
    tests.push(
      `  - interval: 1m\n    input_series:\n${series.flat().join('')}`,
      `    promql_expr_test: [{ expr: '${query}', eval_time: ${minutes - 1}m, exp_samples: [${answer}] }]\n`,
    );
  }
  writeFileSync(join(folder, 'rules.yml'), theirRules);
  const files = firing === undefined ? '' : 'rules.yml';
  writeFileSync(join(folder, 'test.yml'), `rule_files: [${files}]\nevaluation_interval: 1m\ntests:\n${tests.join('')}`);
  return promtool();
}

function promtool(): Promise<{ readonly cpuSeconds: number; readonly agrees: boolean }> {
  const child = spawn('promtool', ['test', 'rules', 'test.yml'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (some: string) => words.push(some));
  let cpuSeconds = 0;
  const look = setInterval(() => {
    try {
      cpuSeconds = cpuSecondsOf(child.pid ?? 0);
    } catch {
      // It has just ended.
    }
  }, 20);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(look);
      if (code !== 0 && !words.join('').includes('FAILED')) reject(new Error(words.join('').slice(0, 2_000)));
      if (code !== 0) console.error(words.join('').slice(0, 2_000));
      resolve({ cpuSeconds, agrees: code === 0 });
    });
  });
}

try {
  const own = await ours();
  const [plain, peer] = [await theirs(), await theirs(own.firing)];
  const peerSeconds = peer.cpuSeconds - plain.cpuSeconds;
  const round = (value: number, digits = 3) => Number(value.toFixed(digits));
  console.log(
    JSON.stringify({
      ...{ bench: 'rules', series: devices * 2, rules: 4, watched: devices * 4, minutes },
      firing: Object.fromEntries(countOf(own.firing)),
      cpuSeconds: round(own.cpuSeconds),
      cpuMicrosecondsAValue: round((own.cpuSeconds * 1e6) / (devices * 2 * minutes), 2),
      ...{ heldMB: round(own.heldMB, 1), rssMB: round(own.rssMB, 0) },
      peer: 'promtool test rules',
      peerAgrees: peer.agrees,
      peerCpuSeconds: round(peerSeconds),
      peerCpuSecondsWithoutRules: round(plain.cpuSeconds),
      cpuRatio: round(own.cpuSeconds / peerSeconds),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * The isolation report of the whole reference city over a year: changes of verdicts and heartbeats in a real ledger and a real
 * database, then the report with all its files. `--changes N` changes of each place in the year (default 40), `--heartbeat-minutes N`
 * (default 60; 5 is what a server writes, which is 7 million records and takes minutes to prepare).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  isolationCheckJournal,
  isolationPlaceJournal,
  isolationSubject,
  makeBundle,
  placesIn,
} from '../audit/index.ts';
import { referenceCity } from '../audit/report/uptime/sample.fake.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { seededRandom, silentLog, systemClock } from '../core/index.ts';
import { calendarDefaults } from '../inventory/index.ts';
import { type NewRecord, openLedger } from '../ledger/index.ts';
import { openStore } from '../store/index.ts';

const { values: flags } = parseArgs({
  options: {
    changes: { type: 'string', default: '40' },
    'heartbeat-minutes': { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const changes = Math.max(2, Number(flags.changes));
const heartbeatMs = Math.max(1, Number(flags['heartbeat-minutes'])) * 60_000;
const random = seededRandom(Number(flags.seed));
const from = Date.parse('2025-12-31T16:00:00Z');
const to = Date.parse('2026-12-31T16:00:00Z');
const iso = (at: number): string => new Date(at).toISOString();
const checks = ['ISO-05', 'ISO-07', 'ISO-08', 'ISO-01', 'ISO-19'] as const;

interface Said {
  readonly at: number;
  readonly placeId: string;
  readonly body: NewRecord['body'];
  readonly journal: string;
  readonly entry: NewRecord['body'];
}

/** Each change is a check and the place that it decides, as the recorder and the keeper write them. */
function storyOf(placeId: string): readonly Said[] {
  const said: Said[] = [];
  const tell = (at: number, check: string, verdict: string, word: string): void => {
    const findings =
      verdict === 'fail'
        ? [
            {
              oid: `1.3.6.1.2.1.4.22.1.2.7.8.8.${said.length % 256}.8`,
              value: '8.8.8.8',
              severity: 'S1',
              text: { key: 'isolation.route.outside-direct', params: { prefix: '8.8.8.0/24', port: 'wan2' } },
            },
          ]
        : [];
    const judgements = [{ deviceId: `utm-${placeId}`, verdict, findings, findingCount: findings.length }];
    const body = {
      check,
      before: 'pass',
      verdict,
      severity: 'S1',
      reason: { key: 'isolation.route.outside-direct', params: { prefix: '8.8.8.0/24', port: 'wan2' } },
      at: iso(at),
      judgements,
    };
    const entry = {
      checkId: check,
      before: 'pass',
      verdict,
      severity: 'S1',
      reason: null,
      findings,
      findingCount: findings.length,
    };
    said.push({ at, placeId, body, journal: isolationCheckJournal, entry });
    const place = { before: 'isolated', deciding: word === 'isolated' ? [] : [check] };
    said.push({
      at,
      placeId,
      body: { place: placeId, verdict: word, at: iso(at), ...place },
      journal: isolationPlaceJournal,
      entry: { word, ...place },
    });
  };
  for (const check of checks) tell(from - 3_600_000, check, 'pass', 'isolated');
  const times = Array.from({ length: changes / 2 }, () => from + random() * (to - from)).sort((a, b) => a - b);
  for (const time of times) {
    const check = checks[Math.floor(random() * checks.length)] ?? 'ISO-08';
    const broken = random() < 0.4;
    const at = Math.floor(time);
    tell(at, check, broken ? 'fail' : 'unknown', broken ? 'violated' : 'unknown');
    tell(at + 60_000 + Math.floor(random() ** 4 * 36_000_000), check, 'pass', 'isolated');
  }
  return said.filter(({ at }) => at < to).sort((a, b) => a.at - b.at);
}

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-bench-report-'));
try {
  const clock = new FakeClock(to + 3_600_000);
  const city = await referenceCity();
  const ledger = await openLedger({
    folder: join(folder, 'ledger'),
    clock,
    log: silentLog,
    name: 'bench.fangzhou/ledger',
    flushIntervalMs: 1_000,
    checkpointIntervalMs: 10_000,
  });
  const yearMs = 366 * 86_400_000;
  const store = await openStore({
    folder: join(folder, 'store'),
    kinds: [],
    clock,
    log: silentLog,
    writeIntervalMs: 5_000,
    retention: { rawMs: yearMs, fiveMinuteMs: yearMs, hourMs: yearMs, eventMs: 5 * yearMs },
  });
  const places = placesIn(city, { kind: 'city', id: city.id }).map(({ id }) => id);
  const said = places.flatMap(storyOf).sort((a, b) => a.at - b.at);
  let [next, appended] = [0, 0];
  const append = async (record: NewRecord): Promise<void> => {
    ledger.append(record);
    appended += 1;
    if (appended % 5_000 === 0) await ledger.flush();
  };
  for (let at = from - 3_600_000; at < to; at += heartbeatMs) {
    for (; next < said.length && (said[next]?.at ?? to) < at + heartbeatMs; next += 1) {
      const each = said[next];
      if (each === undefined) break;
      await append({ kind: 'verdict', subject: isolationSubject(each.placeId), at: each.at, body: each.body });
      store.record({ journal: each.journal, at: each.at, subject: each.placeId, body: each.entry });
    }
    for (const id of places) {
      const isolation = {
        verdict: 'isolated',
        coverage: { decided: 21, applicable: 21 },
        readings: 2,
        longestGapSeconds: 301,
      };
      await append({
        kind: 'heartbeat',
        subject: `point ${id}`,
        at,
        body: { from: iso(at), devices: 2, answered: 2, coverage: 1, isolation },
      });
    }
  }
  await ledger.flush();
  await store.flush();
  const stages: Record<string, number> = {};
  const startedAt = systemClock.monotonicMs();
  const deps = {
    store,
    ledger,
    city,
    timeZone: 'Asia/Shanghai',
    target: 0.999,
    calendar: calendarDefaults,
    pollPeriodSeconds: 60,
    staleAfterSeconds: 180,
    isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
    backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
    version: 'bench',
    verifiers: join(import.meta.dirname, '..', 'audit', 'report', 'verify', 'dist'),
  };
  const { report, files } = await makeBundle(
    deps,
    {
      kind: 'isolation',
      scope: { kind: 'city', id: city.id },
      period: { from, to },
      language: 'zh-CN',
      madeBy: 'bench',
    },
    {
      id: 'isolation-bench',
      madeAt: clock.now(),
      previous: undefined,
      onProgress(stage) {
        stages[stage] ??= Math.round(systemClock.monotonicMs() - startedAt);
      },
    },
  );
  const seconds = (systemClock.monotonicMs() - startedAt) / 1000;
  if (flags.out !== undefined) {
    const { mkdir, writeFile } = await import('node:fs/promises');
    await mkdir(flags.out, { recursive: true });
    for (const [name, bytes] of files) await writeFile(join(flags.out, name), bytes);
  }
  process.stdout.write(
    `${JSON.stringify({
      places: places.length,
      ledgerRecords: appended,
      verdictRecords: said.length,
      findings: report.findings.length + report.findingsLeftOut,
      evidence: report.evidence.records,
      complete: report.evidence.complete,
      pdfBytes: files.get('report.pdf')?.length,
      seconds: Number(seconds.toFixed(1)),
      stageStartedMs: stages,
    })}\n`,
  );
  await ledger.close();
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

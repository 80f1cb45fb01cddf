/** Writes a generated time of the city into a real store and a real ledger, has the report made of it, and holds every figure to the oracle. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  maintenanceRecord,
  makeBundle,
  serviceStateJournal,
  stateJournal,
  viewStateJournal,
} from '../../audit/index.ts';
import { referenceCity } from '../../audit/report/uptime/sample.fake.ts';
import { subjectsOf } from '../../audit/report/uptime/stories.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { seededRandom, silentLog, systemClock } from '../../core/index.ts';
import { type NewRecord, openLedger } from '../../ledger/index.ts';
import { openStore } from '../../store/index.ts';
import { differencesOf } from './compare.ts';
import { oracleOf } from './oracle.ts';
import { type Change, type Scenario, scenarioOf } from './scenario.ts';

export interface AvailabilityProof {
  readonly views: number;
  readonly transitions: number;
  readonly maxErrorSeconds: number;
  /** From the wish to the last file. */
  readonly reportSeconds: number;
  /** Counts, shares, credit notes and verdicts of contracts that are not the oracle's. */
  readonly wrong: number;
}

const target = 0.999;
const staleAfterSeconds = 180;

export async function proveAvailability(wish: {
  readonly days: number;
  readonly seed: number;
  readonly changes: number;
  readonly scope?: { readonly kind: 'city' | 'district' | 'point'; readonly id: string };
  readonly tell?: (line: string) => void;
}): Promise<AvailabilityProof> {
  const { tell = () => {} } = wish;
  const city = await referenceCity();
  const scope = wish.scope ?? { kind: 'city', id: city.id };
  const random = seededRandom(wish.seed);
  const subjects = subjectsOf(city, scope);
  const scenario = scenarioOf({ ...wish, city, subjects, random });
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-availability-'));
  try {
    const clock = new FakeClock(scenario.to * 1000 + 3_600_000);
    const common = { clock, log: silentLog };
    const ledger = await openLedger({
      ...{ ...common, folder: join(folder, 'ledger'), name: 'prove.fangzhou/ledger' },
      ...{ flushIntervalMs: 1_000, checkpointIntervalMs: 10_000 },
    });
    const yearMs = 366 * 86_400_000;
    const store = await openStore({
      ...{ ...common, folder: join(folder, 'store'), kinds: [], writeIntervalMs: 1_000 },
      retention: { rawMs: 7_200_000, fiveMinuteMs: 86_400_000, hourMs: yearMs, eventMs: 2 * yearMs },
    });
    const transitions = await write(scenario, ledger, store);
    tell(`${transitions} changes of ${subjects.length} elements written, ${scenario.timeZone}`);
    const begun = systemClock.monotonicMs();
    const { report } = await makeBundle(
      {
        ...{ store, ledger, city, target, calendar: scenario.calendar, timeZone: scenario.timeZone, staleAfterSeconds },
        ...{
          pollPeriodSeconds: 60,
          version: '0',
          verifiers: join(import.meta.dirname, '..', '..', 'audit/report/verify/dist'),
        },
        isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
        backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
      },
      {
        ...{ kind: 'uptime', scope, language: 'zh-CN', madeBy: 'proof' },
        period: { from: scenario.from * 1000, to: scenario.to * 1000 },
      },
      {
        id: 'uptime-proof',
        madeAt: clock.now(),
        previous: undefined,
        onProgress: (stage, share) => share === 0 && tell(stage),
      },
    );
    const reportSeconds = (systemClock.monotonicMs() - begun) / 1000;
    await Promise.all([ledger.close(), store.close()]);
    tell('counting seconds');
    const { maxErrorSeconds, wrong } = differencesOf({
      report,
      city,
      scenario,
      oracle: oracleOf(city, scenario),
      tell,
    });
    const views = report.tables.find(({ id }) => id === 'views')?.rows.length ?? 0;
    return { views, transitions, maxErrorSeconds, reportSeconds: Math.round(reportSeconds * 100) / 100, wrong };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the keepers write them: changes with their own time, pauses at their end, work when it is announced and when it is ended. */
async function write(
  scenario: Scenario,
  ledger: Awaited<ReturnType<typeof openLedger>>,
  store: Awaited<ReturnType<typeof openStore>>,
): Promise<number> {
  const writes: { readonly at: number; readonly write: () => void }[] = [];
  const append = (at: number, record: NewRecord): void => void ledger.append({ ...record, at });
  let transitions = 0;
  for (const [subject, changes] of scenario.stories) {
    transitions += changes.length;
    for (const change of changes)
      writes.push({ at: change.writtenAt * 1000, write: () => writeChange(subject, change) });
  }
  for (const { from, to } of scenario.pauses) {
    const body = { lastPollAt: (from - staleAfterSeconds) * 1000 };
    writes.push({
      at: to * 1000,
      write: () => {
        store.record({ journal: 'watch', at: to * 1000, subject: 'server', body });
        append(to * 1000, { kind: 'gap', subject: 'watch', body });
      },
    });
  }
  for (const { endedAt, endedBy, ...window } of scenario.windows) {
    const { createdAt } = window;
    writes.push({ at: createdAt, write: () => append(createdAt, maintenanceRecord(window)) });
    if (endedAt === undefined) continue;
    const ended = { ...window, endedAt, ...(endedBy === undefined ? {} : { endedBy }) };
    writes.push({ at: endedAt, write: () => append(endedAt, maintenanceRecord(ended)) });
  }
  writes.sort((a, b) => a.at - b.at);
  for (const [index, { write }] of writes.entries()) {
    write();
    // Both write in the background: a year at once would wait in memory.
    if (index % 5_000 === 0) await Promise.all([ledger.flush(), store.flush()]);
  }
  await Promise.all([ledger.flush(), store.flush()]);
  return transitions;

  function writeChange(subject: string, { at, state, basis, writtenAt }: Change): void {
    const [kind, id = ''] = subject.split(' ');
    const reason = { key: state === 'up' || state === 'degraded' ? 'report.reason-lost' : 'audit.stale' };
    const [journal, own] =
      kind === 'view'
        ? [viewStateJournal, id]
        : kind === 'service'
          ? [serviceStateJournal, id]
          : [stateJournal, subject];
    const body = { before: state === 'up' ? 'down' : 'up', state, reason, ...(basis === undefined ? {} : { basis }) };
    store.record({ journal, at: at * 1000, subject: own, body });
    const iso = new Date(at * 1000).toISOString();
    const when = journal === stateJournal ? { since: iso } : { at: iso };
    append(writtenAt * 1000, { kind: 'state-change', subject, body: { ...body, ...when } });
  }
}

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectorSeries, ownSeries, repositorySeries } from '../../alerts/index.ts';
import type { RuleStandings } from '../../alerts/rule-alerts.ts';
import { deviceMetrics, loadProfiles, type ProfileBook } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { type Inventory, loadInventory } from '../../inventory/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { readDeclared } from './reading.ts';
import { type OwnSources, openRules, tapRows, type VerdictSources } from './rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-wired-rules-'));
const rule = (id: string, condition: string) =>
  `  - { id: ${id}, name: { zh: 名, en: name }, severity: minor, ${condition}, summary: { zh: '{element}', en: '{element}' }, remedy: { zh: 查, en: look } }\n`;
const declare = (...rules: readonly string[]) => writeFileSync(join(folder, 'rules.yaml'), `rules:\n${rules.join('')}`);
const env = { FANGZHOU_SNMP_AUTH_KEY: 'a-long-pass-phrase', FANGZHOU_SNMP_PRIV_KEY: 'a-long-pass-phrase' };
const read = () => loadInventory({ source: folder, env });
let inventory: Inventory;
let profiles: ProfileBook;

beforeAll(async () => {
  cpSync(join(import.meta.dirname, '..', '..', 'inventory', 'city'), folder, { recursive: true });
  const found = await read();
  if (!found.ok) throw new Error(JSON.stringify(found.mistakes));
  const book = await loadProfiles(found.value.settings.profilesFolder);
  if (!book.ok) throw new Error(JSON.stringify(book.mistakes));
  [inventory, profiles] = [found.value, book.value];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function wired() {
  const clock = new FakeClock();
  const kinds = [{ name: 'device', columns: deviceMetrics }, ownSeries, collectorSeries, repositorySeries];
  const rows = tapRows(createFakeStore({ kinds, clock }));
  let told: RuleStandings['firing'] = [];
  const rules = await openRules({
    ...{ inventory: () => inventory, profiles, rows, store: rows.store, clock, log: silentLog },
    states: { peek: () => undefined } as never,
    alerts: {
      list: () => [],
      rulesJudged: ({ firing }) => {
        told = firing;
        return [];
      },
    },
  });
  const fires = () => {
    rules.tick();
    return told.map(({ finding: { topic, root } }) => `${topic} ${root.id}`);
  };
  return { rules, clock, store: rows.store, fires };
}

describe('rules, as they are wired', () => {
  it('hear every row on its way to the store', async () => {
    declare(rule('cpu', 'threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }'));
    const { store, clock, fires } = await wired();
    const values = deviceMetrics.map((name) => (name === 'cpuRatio' ? 0.95 : undefined));
    store.append([{ kind: 'device', entityId: 'jintan-app-a', at: clock.now(), values }]);
    expect(fires()).toEqual(['cpu jintan-app-a']);
    expect((await store.latest('device', 'jintan-app-a'))?.at).toBe(clock.now());
  });

  it('hear verdicts as they stand and as they change: a waiver and a check that is gone are no trouble', async () => {
    declare(
      rule('radio', 'verdict: { check: ISO-05, is: [fail] }'),
      rule('spare', 'verdict: { check: FO-01, is: [fail] }'),
    );
    const { rules, fires } = await wired();
    let tell: (news: never) => void = () => {};
    const place = (verdict: string | undefined) =>
      [
        {
          what: 'check',
          placeId: 'jincheng-1',
          before: { checkId: 'ISO-05' },
          after: verdict && { checkId: 'ISO-05', verdict },
        },
      ] as never;
    const quiet = { standings: () => [], subscribe: () => {} };
    rules.hear({
      isolation: { standings: () => place('fail'), subscribe: (listener) => (tell = listener as never) },
      pairs: {
        ...quiet,
        standings: () =>
          [{ what: 'check', pairId: 'jintan-app', checkId: 'FO-01', after: { verdict: 'fail', waiver: {} } }] as never,
      },
      backups: { ...quiet, standings: () => ({ dataSets: [], repositories: [] }) as never },
    } satisfies VerdictSources);
    expect(fires()).toEqual(['radio jincheng-1']);
    tell(place('not-offered'));
    expect(fires()).toEqual(['radio jincheng-1']);
    tell(place(undefined));
    expect(fires()).toEqual([]);
  });

  it('have what Fangzhou, its collectors and its repositories tell of themselves, each minute', async () => {
    declare(
      rule('late', 'threshold: { series: own.pollLagSeconds, unit: second, above: 30, clear: 5 }'),
      rule('quiet', 'threshold: { series: collector.silentSeconds, unit: minute, above: 2, clear: 1 }'),
      rule('full', 'threshold: { series: repository.usedRatio, unit: percent, above: 90, clear: 80 }'),
    );
    const { rules, clock, store, fires } = await wired();
    const [repositoryId = ''] = [...inventory.city.backups.values()].map(({ repository }) => repository);
    const account = { seenAt: clock.now() - 90_000, state: {}, lost: 0, clockOffMs: 0 };
    const end = rules.sample({
      schedule: () => ({ lagMs: 31_000, overrun: 0 }),
      collectors: () => [
        { id: 'town', account },
        { id: 'gone', account, revokedAt: 1 },
      ],
      repositories: () => [
        {
          repositoryId,
          reading: { space: { freeBytes: 5, totalBytes: 100, repositoryBytes: 50 }, finishedAt: clock.now() },
        },
      ],
    } as unknown as OwnSources);
    await clock.advance(60_000);
    await expect.poll(() => store.latest('own', 'this')).toBeDefined();
    expect(
      fires()
        .map((one) => one.split(' ')[0])
        .sort(),
    ).toEqual(['full', 'late', 'quiet']);
    expect(await store.latest('collector', 'gone')).toBeUndefined();
    end();
  });

  it('refuse to start with a mistake, and a reload refuses all of what is declared', async () => {
    declare(rule('cpu', 'threshold: { series: device.cpu, unit: percent, above: 90, clear: 80 }'));
    await expect(wired()).rejects.toMatchObject({ what: { key: 'cli.alerts.broken', params: { count: 1, line: 2 } } });
    const logged: unknown[] = [];
    const answer = await readDeclared(read, { error: (...words: unknown[]) => void logged.push(words) });
    expect(answer).toMatchObject({
      ok: false,
      mistakes: [{ line: 2, what: { key: 'alerts.rules.series-unknown.what' } }],
    });
    expect(logged).toMatchObject([[{ mistakes: 1, line: 2 }, 'rules-refused']]);
    declare(rule('cpu', 'threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }'));
    const good = await readDeclared(read, silentLog);
    expect(good.ok && good.value.rules.rules.map(({ id }) => id)).toEqual(['cpu']);
  });
});

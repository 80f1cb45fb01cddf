import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createStage } from '../../alerts/stage.fake.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import { type Inventory, pairsDefaults, type StandbySettings } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import type { StandbyView } from '../../standby/index.ts';
import { startTrialPostgres, type TrialPostgres } from '../../standby/postgres.fake.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { type OwnPair, openOwnPair } from './own-pair.ts';

const patience = { timeout: 60_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

suiteNeeding(['psql'], "Fangzhou's own pair with real databases on both hosts", () => {
  let primary: TrialPostgres;
  let replica: TrialPostgres;
  let own: OwnPair;
  let stage: Awaited<ReturnType<typeof createStage>>;
  const records: NewRecord[] = [];
  const view = (): StandbyView => ({
    ...{ id: 'a', peer: 'b', role: 'active', since: 0, takeover: 'manual', hindrance: undefined },
    active: { id: 'a', url: 'http://a', token: '1.1' },
    ...{ ttlSeconds: 6, notifyDelaySeconds: 15, databases: [], arbiter: 'none', diverged: undefined },
    peerSeenAt: systemClock.now(),
    lossBound: { decisions: 0, seconds: 0, database: 'asynchronous', databaseBytes: 0 },
  });

  beforeAll(async () => {
    primary = await startTrialPostgres();
    replica = await primary.replica();
    stage = await createStage();
    const access = { host: '127.0.0.1', database: 'postgres', user: 'postgres', authority: undefined };
    const databases = [
      { ...access, port: primary.port, password: primary.password, at: 'a' },
      { ...access, port: replica.port, password: primary.password, at: 'b' },
    ];
    own = openOwnPair({
      standby: { id: 'a', peer: 'b', databases } as unknown as StandbySettings,
      inventory: () =>
        ({ city: stage.city, settings: { pairs: { ...pairsDefaults, periodSeconds: 1 } } }) as unknown as Inventory,
      ledger: { append: (record) => void records.push(record) },
      ...{ view, alerts: stage.alerts, clock: systemClock, log: silentLog },
    });
  });
  afterAll(async () => {
    await own?.stop();
    await replica?.remove();
    await primary?.remove();
  });

  const open = () => stage.open().map(({ topic, severity, root }) => `${topic} ${severity} ${root.kind}`);

  it('is ready while the replica streams; one that is gone, and one that was promoted, are incidents of the city', async () => {
    await expect.poll(() => own.standing().readiness.word, patience).toBe('ready');
    expect(open()).toEqual([]);
    await replica.kill();
    await expect.poll(open, patience).toEqual(['standby-absent critical district']);
    const [{ summary, remedy, details } = {}] = stage.open();
    expect(summary?.key).toBe('alerts.own-pair.summary');
    expect(remedy?.key).toBe('alerts.own-pair.standby-absent.remedy');
    expect(details).toContainEqual(
      expect.objectContaining({ value: expect.stringMatching(/^a pg_stat_replication rows: 0$/) }),
    );
    await replica.start();
    await expect.poll(open, patience).toEqual([]);
    await replica.ask('SELECT pg_promote()');
    await expect.poll(() => open().includes('split-brain critical district'), patience).toBe(true);
    const verdicts = records.filter(({ kind, subject }) => kind === 'verdict' && subject === 'pair fangzhou');
    expect(verdicts.map(({ body }) => `${body.check} ${body.verdict}`)).toEqual(
      expect.arrayContaining(['FO-22 fail', 'FO-22 pass', 'FO-21 fail']),
    );
    expect(JSON.stringify(records)).not.toContain(primary.password);
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../collector/pairs/engines/stages/server-process.fake.ts';
import { systemClock } from '../../core/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import type { Incident } from '../incident.ts';
import { openAlertmanager } from './alertmanager.ts';
import { startAlertmanager, type TrialAlertmanager } from './stages/alertmanager.fake.ts';
import { commonOf, never, pageTo } from './to-send.fake.ts';

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly endsAt: string;
  readonly generatorURL: string;
}

suiteNeeding(['prometheus-alertmanager'], 'a real Alertmanager', () => {
  let server: TrialAlertmanager;
  let url = '';
  const channel = () => openAlertmanager({ ...commonOf('am'), kind: 'alertmanager', url }, systemClock);
  const active = async (): Promise<readonly Alert[]> =>
    (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly Alert[];
  const now = systemClock.now();
  const patch = (more: Partial<Incident> = {}): Partial<Incident> => ({
    firstSeenAt: now - 1_000,
    raisedAt: now,
    ...more,
  });

  beforeAll(async () => {
    server = await startAlertmanager('route: { receiver: none }\nreceivers: [{ name: none }]\n');
    url = server.url;
    await eventually(async () => {
      if ((await channel().check(never)).state !== 'good') throw new Error('not ready');
    });
  }, 60_000);
  afterAll(() => server?.stop());

  it('holds an incident while it is told again, knows it for the same one, and ends it when it is over', async () => {
    expect(await channel().send(pageTo('', { patch: patch() }), never)).toEqual({ outcome: 'delivered' });
    await channel().renew?.([pageTo('', { patch: patch() })], never);
    const [alert, ...others] = await active();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      labels: { alertname: 'link-down', incident: 'INC-1', severity: 'critical', root: 'link F23', source: 'fangzhou' },
      annotations: { summary_en: expect.stringContaining('F23'), description: expect.stringContaining('CT-1') },
      generatorURL: 'http://fz.inner:8080/incidents/INC-1',
    });
    expect(Date.parse(alert?.endsAt ?? '')).toBeGreaterThan(systemClock.now() + 200_000);
    const over = patch({ status: 'cleared', clearedAt: systemClock.now() });
    await channel().send(pageTo('', { event: 'cleared', key: 'F23 cleared', patch: over }), never);
    await eventually(async () => {
      if ((await active()).length > 0) throw new Error('still active');
    });
  });

  it('one that is away is bad, and what it should have taken is tried again', async () => {
    const away = openAlertmanager({ ...commonOf('am'), kind: 'alertmanager', url: 'http://127.0.0.1:9' }, systemClock);
    expect((await away.check(never)).state).toBe('bad');
    expect(await away.send(pageTo(''), never)).toMatchObject({ outcome: 'failed' });
  });
});

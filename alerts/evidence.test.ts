import { expect, it } from 'vitest';
import { message } from '../core/index.ts';
import { canonicalJson } from '../ledger/index.ts';
import { incidentRecord } from './evidence.ts';
import { createStage } from './stage.fake.ts';

it('puts what a person did on record as an acknowledgement, with who and which words, and all else as the incident', async () => {
  const stage = await createStage();
  stage.alerts.ledgerChecked(message('ledger.fault.head-wrong'));
  const [incident] = stage.alerts.list();
  if (incident === undefined) throw new Error('no incident');
  const records: ReturnType<typeof incidentRecord>[] = [];
  stage.alerts.subscribe((change) => records.push(incidentRecord(change)));
  stage.alerts.acknowledge({ id: incident.id, by: 'admin', note: '已派人' });
  stage.alerts.ledgerChecked(undefined);
  expect(records).toMatchObject([
    {
      kind: 'acknowledgement',
      subject: `incident ${incident.id}`,
      body: { event: 'acknowledged', by: 'admin', note: '已派人' },
    },
    { kind: 'incident', body: { event: 'cleared', condition: 'ledger-tampered', root: 'district city' } },
  ]);
  for (const { body } of records) expect(canonicalJson(body)).toContain('ledger-tampered');
});

it('a ledger that was tampered with is one critical incident of the city, at once, until a check of the whole finds nothing', async () => {
  const stage = await createStage();
  const fault = message('ledger.fault.entry-altered', { index: 7 });
  stage.alerts.ledgerChecked(fault);
  stage.alerts.ledgerChecked(fault);
  expect(stage.alerts.list()).toMatchObject([
    {
      condition: 'ledger-tampered',
      severity: 'critical',
      status: 'open',
      summary: fault,
      root: { kind: 'district', id: 'city' },
    },
  ]);
  stage.alerts.apply();
  expect(stage.alerts.counts().open).toBe(1);
  stage.alerts.ledgerChecked(undefined);
  expect(stage.alerts.counts().open).toBe(0);
});

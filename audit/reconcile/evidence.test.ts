import { expect, it } from 'vitest';
import { canonicalJson } from '../../ledger/index.ts';
import { decisionRecord } from './evidence.ts';
import type { Finding } from './model.ts';

const decision = { verdict: 'accepted', by: 'admin', reason: '新购打印机', at: 60_000 } as const;
const finding: Finding = {
  id: 'foreign-mac-1',
  kind: 'foreign-mac',
  subject: '02:fc:00:00:00:01 sw/ge-1',
  element: { kind: 'interface', id: 'sw/ge-1' },
  declared: '',
  observed: '02:fc:00:00:00:01 sw/ge-1',
  against: 'inventory',
  evidence: [{ deviceId: 'sw', what: 'bridge', value: 'sw/ge-1: 02:fc:00:00:00:01', at: 30_000 }],
  changes: [{ file: 'terminals.csv', id: undefined, cells: { mac: '02:fc:00:00:00:01' } }],
  status: 'accepted',
  firstSeenAt: 0,
  lastSeenAt: 30_000,
  clearedAt: 60_000,
  decision,
};

it('puts on record who decided what of which difference, why, and on which evidence', () => {
  const record = decisionRecord({ what: 'accepted', finding, at: 60_000 });
  expect(record).toEqual({
    kind: 'acknowledgement',
    subject: 'finding foreign-mac-1',
    body: {
      event: 'accepted',
      at: '1970-01-01T00:01:00.000Z',
      by: 'admin',
      reason: '新购打印机',
      finding: 'foreign-mac',
      element: 'interface sw/ge-1',
      declared: '',
      observed: '02:fc:00:00:00:01 sw/ge-1',
      seen: [{ deviceId: 'sw', what: 'bridge', value: 'sw/ge-1: 02:fc:00:00:00:01', at: '1970-01-01T00:00:30.000Z' }],
      changes: [{ file: 'terminals.csv', line: null, cells: { mac: '02:fc:00:00:00:01' } }],
    },
  });
  expect(() => canonicalJson(record?.body)).not.toThrow();
});

it('puts nothing on record that nobody decided', () => {
  for (const what of ['seen', 'seen-again', 'changed', 'cleared', 'rejected'] as const)
    expect(decisionRecord({ what, finding, at: 60_000 })).toBeUndefined();
  expect(decisionRecord({ what: 'accepted', finding: { ...finding, decision: undefined }, at: 0 })).toBeUndefined();
});

import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import type { CheckId, CheckSeverity } from '../isolation/model.ts';
import type { CheckStanding, IsolationChange, StandingVerdict } from '../isolation/standing.ts';
import { createIsolationItems, type IsolationItems } from './isolation-items.ts';
import { createOpenItems, type OpenItems } from './open-items.ts';

const day = 86_400_000;
const li = { user: 'li', role: 'operator' };
let items: OpenItems;
let findings: IsolationItems;

beforeEach(async () => {
  const clock = new FakeClock();
  const terms = () => ({ dueMs: 30 * day, remindBeforeMs: 7 * day, escalateAfterMonths: 3 });
  items = createOpenItems({ store: createFakeStore({ kinds: [], clock }), ledger: { append: () => {} }, clock, terms });
  await items.start();
  findings = createIsolationItems({ items, responsible: () => '信息科科长' });
});

function standing(verdict: StandingVerdict, checkId: CheckId, severity: CheckSeverity): CheckStanding {
  return { checkId, verdict, severity, reason: message('x'), since: 1, judgements: [] };
}

function change(
  before: StandingVerdict | undefined,
  after: StandingVerdict,
  { checkId = 'ISO-05' as CheckId, severity = 'S1' as CheckSeverity } = {},
): IsolationChange {
  const old = before === undefined ? undefined : standing(before, checkId, severity);
  return { what: 'check', placeId: 'p1', at: 1, before: old, after: standing(after, checkId, severity) };
}

const seen = () => items.list().map(({ key, status }) => `${key} ${status}`);

it('a check that fails opens an item with its severity, in the name of the role that answers; once', () => {
  findings.judged([change('pass', 'fail'), change('fail', 'fail')]);
  expect(items.list()).toMatchObject([
    {
      key: 'isolation p1 ISO-05',
      source: 'check',
      placeId: 'p1',
      severity: 'S1',
      responsible: '信息科科长',
      status: 'open',
      title: { key: 'item.title.check', params: { check: 'ISO-05', place: 'p1' } },
    },
  ]);
});

it('a violation that is repaired still wants its answer; what was only untidy is over', () => {
  findings.judged([change('pass', 'fail'), change('pass', 'fail', { checkId: 'ISO-17', severity: 'S3' })]);
  findings.judged([change('fail', 'pass'), change('fail', 'pass', { checkId: 'ISO-17', severity: 'S3' })]);
  expect(seen()).toEqual(['isolation p1 ISO-05 open', 'isolation p1 ISO-17 closed']);
});

it('evidence that is missing, and a waiver, open nothing and close nothing', () => {
  findings.judged([change('pass', 'unknown'), change('pass', 'waived'), change('pass', 'not-offered')]);
  expect(seen()).toEqual([]);
  findings.judged([change('pass', 'fail', { severity: 'S3' }), change('fail', 'unknown', { severity: 'S3' })]);
  expect(seen()).toEqual(['isolation p1 ISO-05 open']);
});

it('one that a person closed opens again when the check fails anew, and not because Fangzhou started', () => {
  findings.judged([change('pass', 'fail')]);
  items.act('OI-1', { what: 'close', reason: '已拆除' }, li);
  findings.begin([change(undefined, 'fail')]);
  expect(seen()).toEqual(['isolation p1 ISO-05 closed']);
  findings.judged([change('pass', 'fail')]);
  expect(seen()).toEqual(['isolation p1 ISO-05 open']);
});

it('what failed already at the start is opened, and a stock-take tells its findings itself', () => {
  findings.begin([change(undefined, 'fail'), change(undefined, 'fail', { checkId: 'ISO-54', severity: 'S2' })]);
  expect(seen()).toEqual(['isolation p1 ISO-05 open']);
});

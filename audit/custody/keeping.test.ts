import { expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { smallCity } from '../city.fake.ts';
import { openKeeping } from './keeping.ts';
import { li, terminal, wang, wiped } from './stage.fake.ts';

it('a scrapped terminal is known at its place once, and at every other place as one from elsewhere', async () => {
  const clock = new FakeClock();
  const city = { ...smallCity(), terminals: new Map([terminal('t1'), terminal('t2')].map((each) => [each.id, each])) };
  const custody = { unseenDays: 30, responsible: '', itemDueDays: 30, remindBeforeDays: 7, escalateAfterMonths: 3 };
  const keeping = await openKeeping({
    store: createFakeStore({ kinds: [], clock }),
    ledger: { append: () => {}, records: async () => ({ records: [], next: undefined }) },
    clock,
    city,
    settings: () => ({ custody: { ...custody, stockTakeDays: undefined }, timeZone: 'UTC' }),
  });
  const step = (event: 'retire' | 'scrap') => {
    const more = event === 'scrap' ? { sanitisation: wiped } : {};
    const wish = { event, reason: '换机', date: clock.now(), custodian: '会计', ...more };
    const asked = keeping.custody.propose({ terminalId: 't1', wish, by: li });
    if (!asked.ok) throw new Error(JSON.stringify(asked));
    expect(keeping.approvals.decide({ id: asked.proposal.id, verdict: 'approve', by: wang, note: '' }).ok).toBe(true);
  };
  step('retire');
  step('scrap');
  const idsOf = (placeId: string) => {
    const { terminals, elsewhere = [] } = keeping.registerOf(placeId);
    return [terminals.map(({ id }) => id), elsewhere.map(({ id }) => id)];
  };
  expect(idsOf('east')).toEqual([['t1', 't2'], []]);
  expect(idsOf('p1')).toEqual([[], ['t1']]);
  keeping.close();
});

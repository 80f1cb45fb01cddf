import { expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { FakeSession } from '../session.fake.ts';
import type { SnmpResult } from '../snmp-session.ts';
import type { SnmpValue } from '../varbind.ts';
import { pollTarget } from './poll-target.ts';

const clock = new FakeClock();

/** An agent so slow that no table ends within its time, as one that never ends them. */
class EndlessSession extends FakeSession {
  override async getBulk(part: string, oids: readonly string[], repetitions: number): Promise<SnmpResult> {
    await clock.advance(700_000);
    return super.getBulk(part, oids, repetitions);
  }
}

it('asks a device that does not end its tables for two of them, and says why the others are missing', async () => {
  const rows: Record<string, SnmpValue> = {
    '1.3.6.1.2.1.1.2.0': { type: 'oid', value: '1.3.6.1.4.1.8072.3.2.10' },
    '1.3.6.1.2.1.1.3.0': { type: 'timeTicks', value: 1_000 },
  };
  for (let index = 1; index <= 5; index++) {
    for (const column of [1, 2, 3, 7, 8]) rows[`1.3.6.1.2.1.2.2.1.${column}.${index}`] = { type: 'integer', value: 1 };
    rows[`1.3.6.1.2.1.4.20.1.2.10.0.0.${index}`] = { type: 'integer', value: index };
    rows[`1.3.6.1.2.1.4.34.1.3.1.4.10.0.0.${index}`] = { type: 'integer', value: index };
  }
  const session = new EndlessSession(rows);
  session.habits.cutAfter = 1;
  const said = await pollTarget({
    target: session.target,
    credential: { version: 'v2c', community: 'public' },
    clock,
    session,
  });
  const cut = said.missing.filter(({ reason }) => reason === 'truncated-table');
  const notAsked = cut.filter(({ detail }) => detail.startsWith('not asked'));
  expect(said.outcome).toBe('partial');
  expect(cut.length - notAsked.length).toBeGreaterThanOrEqual(2);
  expect(notAsked.map(({ part }) => part)).toContain('lldpRemTable');
});

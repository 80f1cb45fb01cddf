import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { createStage, smallCity } from '../stage.fake.ts';
import { fits, isMatched } from './match.ts';
import { createSilences } from './register.ts';

const hour = 3_600_000;

async function stage(from: { clock?: FakeClock; store?: ReturnType<typeof createFakeStore> } = {}) {
  const clock = from.clock ?? new FakeClock();
  const store = from.store ?? createFakeStore({ kinds: [], clock });
  const records: NewRecord[] = [];
  const ledger = { append: (record: NewRecord) => void records.push(record) } as never;
  const silences = createSilences({ city: smallCity, store, ledger, clock });
  await silences.start();
  const add = (patch: Partial<Parameters<typeof silences.add>[0]> = {}) =>
    silences.add({
      ...{ matchers: { elements: ['F3'] }, to: clock.now() + hour, reason: 'splicing', by: 'operator' },
      ...patch,
    });
  return { clock, store, records, silences, add };
}

describe('a pattern of a silence', () => {
  it('fits as a plain reading of its stars says', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '-', '*'), { maxLength: 6 }).map((some) => some.join(''));
    const id = fc.array(fc.constantFrom('a', 'b', '-'), { maxLength: 8 }).map((some) => some.join(''));
    fc.assert(
      fc.property(id, letters, (name, pattern) => {
        const expression = new RegExp(`^${pattern.split('*').join('[^]*')}$`);
        expect(fits(name, pattern)).toBe(expression.test(name));
      }),
    );
  });

  it('matches when all that is given does, and by the district of the root', () => {
    const incident = { condition: 'link-down', severity: 'major', root: { kind: 'link', id: 'F3' } } as const;
    const matches = (matchers: Parameters<typeof isMatched>[1]) => isMatched(incident, matchers, smallCity());
    expect(matches({ elements: ['x', 'F*'], districts: ['d'], conditions: ['link-down'] })).toBe(true);
    expect(matches({ elements: ['F*'], districts: ['city'] })).toBe(false);
    expect(matches({ conditions: ['flapping'] })).toBe(false);
    expect(matches({ severities: ['minor', 'info'] })).toBe(false);
  });
});

describe('silences', () => {
  it('hold from now to their end, or until somebody ends them, also after a restart; both are on record', async () => {
    const { clock, store, records, silences, add } = await stage();
    const made = add();
    if (!made.ok) throw new Error(made.reason.key);
    const incident = { condition: 'link-down', severity: 'major', root: { kind: 'link', id: 'F3' } } as const;
    expect(silences.markOf(incident)).toMatchObject({ by: 'operator', reason: 'splicing', until: clock.now() + hour });
    const again = await stage({ clock, store });
    expect(again.silences.list()).toEqual([made.silence]);
    expect(silences.end(made.silence.id, 'chief')).toMatchObject({ ok: true, silence: { endedBy: 'chief' } });
    expect([silences.markOf(incident), silences.isEmpty]).toEqual([undefined, true]);
    expect(silences.end(made.silence.id, 'chief')).toMatchObject({ ok: false });
    expect(records.map(({ kind, subject, body }) => [kind, subject, body.endedBy])).toEqual([
      ['silence', `silence ${made.silence.id}`, undefined],
      ['silence', `silence ${made.silence.id}`, 'chief'],
    ]);
    add();
    await clock.advance(hour);
    expect(silences.isEmpty).toBe(true);
  });

  it.each([
    ['everything', { matchers: {} }],
    ['everything by a star', { matchers: { elements: ['F1', '**'] } }],
    ['nothing', { matchers: { districts: [] } }],
    ['a link that is not there', { matchers: { elements: ['F*', 'F3333'] } }],
    ['a district that is not there', { matchers: { districts: ['nowhere'] } }],
    ['no reason', { reason: ' ' }],
    ['the past', { to: 0 }],
    ['longer than a week', { to: Date.UTC(2026, 0, 13) }],
  ])('are refused for %s', async (_, patch) => {
    const { add, records } = await stage();
    expect(add(patch)).toMatchObject({ ok: false });
    expect(records).toEqual([]);
  });

  it('of a version that knows more than this one silence nothing', async () => {
    const { clock, store, add } = await stage();
    const made = add();
    if (!made.ok) throw new Error('refused');
    const body = { ...made.silence, matchers: { elements: ['F*'], shifts: ['night'] } };
    store.put({ collection: 'silences', key: made.silence.id, body });
    expect((await stage({ clock, store })).silences.list()).toEqual([]);
  });
});

it('an incident that is silenced opens, is marked with who and until when, and says when that is over', async () => {
  const { clock, store, silences, add } = await stage();
  add({ reason: 'known to the carrier' });
  const { alerts, nature, rounds, open, seen } = await createStage({ clock, store, silencing: silences });
  await rounds(2);
  nature.cut.add('F3');
  await rounds(5);
  expect(open()).toMatchObject([{ status: 'open', silenced: { by: 'operator', reason: 'known to the carrier' } }]);
  for (const silence of silences.list()) silences.end(silence.id, 'operator');
  alerts.tick();
  expect(open().map(({ silenced }) => silenced)).toEqual([undefined]);
  add({ matchers: { districts: ['d'] } });
  alerts.tick();
  nature.cut.clear();
  await rounds(4);
  expect(open()).toEqual([]);
  expect(seen.map(({ event }) => event.what).filter((what) => what !== 'affected-changed')).toEqual([
    'raised',
    'cleared',
  ]);
  expect(alerts.list()[0]?.history.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['raised', 'unsilenced', 'silenced', 'cleared']),
  );
});

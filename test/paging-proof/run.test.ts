import { describe, expect, it } from 'vitest';
import { calendarDefaults } from '../../inventory/index.ts';
import { compare } from './compare.ts';
import { onCall } from './on-call.ts';
import { provePaging } from './run.ts';

describe('paging over declared days', () => {
  // Days of two stories; `npm run prove:paging` lives through a thousand.
  it('loses nothing, tells nothing twice and nobody wrong', async () => {
    const wrong: string[] = [];
    const proof = await provePaging({ days: 6, seed: 3, tell: (line) => wrong.push(line) });
    expect(proof, wrong.join('\n')).toMatchObject({ days: 6, lost: 0, duplicated: 0, misrouted: 0 });
    expect(proof.pages).toBeGreaterThan(50);
  }, 60_000);

  it('would be found wrong if it were: what is not told is lost, what comes again is doubled, what nobody expects is astray', () => {
    const one = { root: 'link a', event: 'raised', person: 'p', from: 10, to: 20 };
    const told = (change: { person?: string; pageId?: string; at?: number } = {}) => ({
      ...{ root: 'link a', event: 'raised', person: 'p', at: 12, incidentId: 'INC-1', condition: 'link-down' },
      ...{ pageId: 'one', token: undefined, isAlone: true, ...change },
    });
    const counts = (found: ReturnType<typeof compare>) => Object.values(found).map((some) => some.length);
    const expected = [{ ...one, must: true }];
    expect(counts(compare([told()], expected))).toEqual([0, 0, 0]);
    expect(counts(compare([], expected))).toEqual([1, 0, 0]);
    expect(counts(compare([told(), told({ pageId: 'other' })], expected))).toEqual([0, 1, 0]);
    expect(counts(compare([told(), told()], expected))).toEqual([0, 1, 0]);
    expect(counts(compare([told({ person: 'q' })], expected))).toEqual([1, 0, 1]);
    expect(counts(compare([told({ at: 21 })], expected))).toEqual([1, 0, 1]);
    expect(counts(compare([], [{ ...one, must: false }]))).toEqual([0, 0, 0]);
  });

  it('is held to a count of duty that a person can follow', () => {
    const roster = {
      ...{ id: 'r', nameZh: 'r', nameEn: 'r', members: ['a', 'b'], from: '2026-01-05', until: undefined, turnDays: 7 },
      ...{ handOverMinutes: 510, onDaysOff: ['d'], overrides: [] },
    };
    const at = (text: string) => onCall(roster, [], calendarDefaults, Date.parse(`${text}:00+08:00`));
    expect(['2026-01-05T08:30', '2026-01-10T08:29', '2026-01-10T08:30', '2026-01-12T08:30'].map(at)).toEqual([
      'a',
      'a',
      'd',
      'b',
    ]);
  });
});

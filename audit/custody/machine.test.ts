import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CustodyState, custodyStates } from '../isolation/model.ts';
import { eventsFrom, isExpectedAtPlace, isSilentState, moveCustody } from './machine.ts';
import { type CustodyEvent, custodyEvents } from './model.ts';

/** Rows: state; columns: issue start-use send-to-repair return put-in-store retire scrap lose find allow-absence complete-record. */
const table = {
  'in-store': 'issued . in-repair . . retired . lost . . .',
  issued: '. in-use in-repair returned . retired . lost . issued .',
  'in-use': '. . in-repair returned . retired . lost . in-use .',
  'in-repair': '. . . returned . retired . lost . . in-repair',
  returned: 'issued . in-repair . in-store retired . lost . . .',
  retired: '. . . . in-store . scrapped lost . . .',
  scrapped: '. . . . . . . . . . scrapped',
  lost: '. . . . . . . . returned . .',
} as const;

describe('the life of a terminal', () => {
  it.each(custodyStates)('from %s goes only where the table says', (state) => {
    const found = custodyEvents.map((event) => {
      const move = moveCustody(state, event);
      return move.ok ? move.state : '.';
    });
    expect(found.join(' ')).toBe(table[state]);
    expect(eventsFrom(state)).toEqual(custodyEvents.filter((event) => moveCustody(state, event).ok));
  });

  it('puts every step on record; what was lost is asked after until it is found', () => {
    for (const state of custodyStates) {
      for (const event of eventsFrom(state)) {
        const move = moveCustody(state, event);
        if (!move.ok) throw new Error('listed and refused');
        expect(move.effects[0]).toBe('record');
        expect([event, move.effects.includes('open-item')]).toEqual([event, event === 'lose']);
        expect([event, move.effects.includes('close-item')]).toEqual([event, event === 'find']);
        expect(move.effects.includes('end-absence')).toBe(move.state !== state);
      }
    }
  });

  it('says what would be allowed when it refuses', () => {
    expect(moveCustody('scrapped', 'issue')).toEqual({ ok: false, allowed: ['complete-record'] });
  });

  it('never leaves the scrap, and comes to it only through retirement, whatever is tried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...custodyEvents), { maxLength: 40 }), (events: readonly CustodyEvent[]) => {
        let state = 'in-store' as CustodyState;
        let before: CustodyState = state;
        for (const event of events) {
          const move = moveCustody(state, event);
          if (!move.ok) continue;
          [before, state] = [state, move.state];
          if (before === 'scrapped') expect(state).toBe('scrapped');
          if (state === 'scrapped' && before !== 'scrapped') expect(before).toBe('retired');
          if (isSilentState(state)) expect(isExpectedAtPlace(state)).toBe(false);
        }
      }),
    );
  });
});

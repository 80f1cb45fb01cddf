import { type CustodyState, custodyStates } from '../isolation/model.ts';
import { type CustodyEvent, custodyEvents } from './model.ts';

/**
 * `record`: put on record. `end-absence`: a leave does not outlive the use it was given for. `open-item`, `close-item`: somebody
 * must answer for it, or need not any more.
 */
export type CustodyEffect = 'record' | 'end-absence' | 'open-item' | 'close-item';

export type CustodyMove =
  | { readonly ok: true; readonly state: CustodyState; readonly effects: readonly CustodyEffect[] }
  | { readonly ok: false; readonly allowed: readonly CustodyEvent[] };

/** What may follow what. A scrapped terminal is scrapped for ever; what was retired first may be put back into the store. */
const moves: Readonly<Record<CustodyState, Partial<Record<CustodyEvent, CustodyState>>>> = {
  'in-store': { issue: 'issued', 'send-to-repair': 'in-repair', retire: 'retired', lose: 'lost' },
  issued: {
    'start-use': 'in-use',
    'send-to-repair': 'in-repair',
    return: 'returned',
    retire: 'retired',
    lose: 'lost',
    'allow-absence': 'issued',
  },
  'in-use': {
    'send-to-repair': 'in-repair',
    return: 'returned',
    retire: 'retired',
    lose: 'lost',
    'allow-absence': 'in-use',
  },
  'in-repair': { return: 'returned', retire: 'retired', lose: 'lost', 'complete-record': 'in-repair' },
  returned: {
    'put-in-store': 'in-store',
    issue: 'issued',
    'send-to-repair': 'in-repair',
    retire: 'retired',
    lose: 'lost',
  },
  retired: { 'put-in-store': 'in-store', scrap: 'scrapped', lose: 'lost' },
  scrapped: { 'complete-record': 'scrapped' },
  lost: { find: 'returned' },
};

/** One step in the life of a terminal. Pure. */
export function moveCustody(state: CustodyState, event: CustodyEvent): CustodyMove {
  const to = moves[state][event];
  if (to === undefined) return { ok: false, allowed: eventsFrom(state) };
  const effects: CustodyEffect[] = ['record'];
  if (to !== state) effects.push('end-absence');
  if (event === 'lose') effects.push('open-item');
  if (event === 'find') effects.push('close-item');
  return { ok: true, state: to, effects };
}

/** What may happen next. */
export function eventsFrom(state: CustodyState): readonly CustodyEvent[] {
  return custodyEvents.filter((event) => moves[state][event] !== undefined);
}

/** Where a terminal must not be heard, and where its step must say what became of its disks. */
const mustBeSilent: ReadonlySet<CustodyState> = new Set(['in-repair', 'scrapped']);
export function needsSanitisation(event: CustodyEvent): boolean {
  return event === 'send-to-repair' || event === 'scrap' || event === 'complete-record';
}
export function isSilentState(state: CustodyState): boolean {
  return mustBeSilent.has(state);
}

/** Where a stock-take finds it: everywhere but at the workshop, gone, or lost. */
export function isExpectedAtPlace(state: CustodyState): boolean {
  return state !== 'in-repair' && state !== 'scrapped' && state !== 'lost';
}

export function isCustodyState(value: unknown): value is CustodyState {
  return custodyStates.some((state) => state === value);
}

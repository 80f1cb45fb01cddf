import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PairVerb, pairFaults } from '../../faults/pairs/catalogue.ts';
import {
  advanced,
  advertsHeard,
  firstState,
  flapMs,
  handedOver,
  nextChangeAt,
  servingSide,
  settled,
  sides,
  takeoverMs,
  type VrrpInput,
  type VrrpState,
} from './vrrp-state.ts';

const fine: VrrpInput = { power: { a: true, b: true }, carrier: { a: true, b: true }, faults: new Set() };
const withFaults = (...faults: readonly PairVerb[]): VrrpInput => ({ ...fine, faults: new Set(faults) });

/** A pair that lives through inputs, each for a time. */
function lived(...steps: readonly (readonly [input: VrrpInput | 'hand-over', ms: number])[]): {
  state: VrrpState;
  input: VrrpInput;
  at: number;
} {
  let at = 0;
  let input = fine;
  let state = firstState(fine, at);
  for (const [next, ms] of steps) {
    if (next !== 'hand-over') input = next;
    const after = next === 'hand-over' ? handedOver(state, input, at) : settled(state, input, at);
    state = advanced(after, input, at + ms);
    at += ms;
  }
  return { state, input, at };
}

/** `master+` where it holds the address, `none` where keepalived does not run. */
function told({ members }: VrrpState): string {
  return sides
    .map((side) => `${members[side].runs ? members[side].state : 'none'}${members[side].holds ? '+' : ''}`)
    .join(' ');
}

const long = 60_000;
const noPower = (side: 'a' | 'b'): VrrpInput => ({ ...fine, power: { ...fine.power, [side]: false } });

describe('a pair of keepalived in the lab behaves as the real one was measured', () => {
  it.each([
    ['nothing happens', [], 'master+ backup', 'a'],
    ['the master loses its power', [[noPower('a'), long]], 'none master+', 'b'],
    [
      'and has it again, without preemption',
      [
        [noPower('a'), long],
        [fine, long],
      ],
      'backup master+',
      'b',
    ],
    ['the standby loses its power', [[noPower('b'), long]], 'master+ none', 'a'],
    ['keepalived is killed on the master', [[withFaults('dual-holder'), long]], 'none+ master+', 'b'],
    [
      'and starts again',
      [
        [withFaults('dual-holder'), long],
        [fine, long],
      ],
      'backup master+',
      'b',
    ],
    ['they do not hear each other', [[withFaults('dual-master'), long]], 'master+ master+', 'b'],
    [
      'and hear each other again',
      [
        [withFaults('dual-master'), long],
        [fine, 0],
      ],
      'master+ backup',
      'a',
    ],
    ['both checks fail', [[withFaults('no-master'), long]], 'fault fault', undefined],
    [
      'and are well again',
      [
        [withFaults('no-master'), long],
        [fine, long],
      ],
      'master+ backup',
      'a',
    ],
    ['the check of the standby fails', [[withFaults('standby-fault'), long]], 'master+ fault', 'a'],
    [
      'and the master is lost then',
      [
        [withFaults('standby-fault'), long],
        [{ ...withFaults('standby-fault'), power: { a: false, b: true } }, long],
      ],
      'none fault',
      undefined,
    ],
    ['it is handed over', [['hand-over', long]], 'backup master+', 'b'],
    [
      'and back',
      [
        ['hand-over', long],
        ['hand-over', long],
      ],
      'master+ backup',
      'a',
    ],
    ['both lose their carrier', [[{ ...fine, carrier: { a: false, b: false } }, long]], 'fault fault', undefined],
    ['neighbours keep a wrong MAC', [[withFaults('wrong-mac'), long]], 'master+ backup', undefined],
    [
      'it is handed over while the standby is in fault',
      [
        [withFaults('standby-fault'), long],
        ['hand-over', long],
      ],
      'master+ fault',
      'a',
    ],
  ] as const)('when %s', (_, steps, expected, serves) => {
    const { state, input } = lived(...steps);
    expect(told(state)).toBe(expected);
    expect(servingSide(state, input)).toBe(serves);
  });

  it('takes three adverts and the skew when nobody said goodbye, and less when somebody did', () => {
    expect(told(lived([noPower('a'), takeoverMs.unannounced - 1]).state)).toBe('none backup');
    expect(told(lived([noPower('a'), takeoverMs.unannounced]).state)).toBe('none master+');
    expect(told(lived(['hand-over', takeoverMs.announced - 1]).state)).toBe('backup backup');
    expect(told(lived(['hand-over', takeoverMs.announced]).state)).toBe('backup master+');
    const reasonOf = (input: VrrpInput | 'hand-over') => lived([input, long]).state.members.b.reason;
    expect([reasonOf(noPower('a')), reasonOf('hand-over'), reasonOf(fine)]).toEqual([3, 1, 0]);
  });

  it('counts each time that a member became master, and begins anew when its host does', () => {
    const flaps = lived([withFaults('flap'), 3 * flapMs + takeoverMs.announced]);
    expect([flaps.state.members.a.becomeMaster, flaps.state.members.b.becomeMaster]).toEqual([3, 2]);
    const anew = lived([withFaults('flap'), 3 * flapMs + takeoverMs.announced], [noPower('b'), long], [fine, long]);
    expect(anew.state.members.b.becomeMaster).toBe(0);
  });

  it('hears one advert a second from the other, and none over a broken way', () => {
    const { state, at } = lived([fine, 10_000]);
    expect(advertsHeard(state.members.b, at)).toBe(10);
    const parted = lived([fine, 10_000], [withFaults('dual-master'), long]);
    expect(advertsHeard(parted.state.members.b, parted.at)).toBe(10);
  });

  it('is at rest again when nothing is wrong any more, whatever happened, with one master that alone holds the address', () => {
    const inputs = fc.record({
      power: fc.record({ a: fc.boolean(), b: fc.boolean() }),
      carrier: fc.record({ a: fc.boolean(), b: fc.boolean() }),
      faults: fc.subarray(Object.keys(pairFaults) as PairVerb[]).map((faults) => new Set(faults)),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(inputs, fc.nat({ max: 50_000 })), { maxLength: 12 }), (steps) => {
        const { state, input } = lived(...steps, [fine, long]);
        expect(nextChangeAt(state)).toBeUndefined();
        expect(['master+ backup', 'backup master+']).toContain(told(state));
        expect(servingSide(state, input)).toBeDefined();
        expect(state.marked).toEqual({});
      }),
    );
  });

  it('is the same whether somebody looked in between or not', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30_000 }), { maxLength: 20 }), (looks) => {
        const input = withFaults('flap', 'dual-holder');
        let state = advanced(settled(firstState(fine, 0), input, 0), input, 0);
        let at = 0;
        for (const ms of looks) {
          at += ms;
          state = advanced(state, input, at);
        }
        expect(state).toEqual(advanced(settled(firstState(fine, 0), input, 0), input, at));
      }),
    );
  });
});

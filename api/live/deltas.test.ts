import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireCounters, WireElement } from '../wire.ts';
import { DeltaLog, hasChanges, noChanges, partsPerDelta, rememberedDeltas } from './deltas.ts';

const at = '2026-01-05T08:00:00.000Z';
function change(log: DeltaLog, link: string): void {
  const pending = noChanges();
  pending.utilisation.set(link, 0.5);
  log.next(pending, at, undefined);
}

describe('the log of deltas', () => {
  it('numbers deltas without a hole and carries only what changed', () => {
    const log = new DeltaLog('run');
    const pending = noChanges();
    expect(hasChanges(pending)).toBe(false);
    pending.utilisation.set('F1', null);
    expect(log.next(pending, at, undefined)).toEqual({ run: 'run', sequence: 1, at, utilisation: { F1: null } });
  });

  it('says a change of the whole city in several deltas, each bounded, nothing twice, the counters last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 3_000 }), (links, points) => {
        const log = new DeltaLog('run');
        const pending = { ...noChanges(), counters: true };
        for (let n = 0; n < links; n++) pending.utilisation.set(`F${n}`, 0.5);
        for (let n = 0; n < points; n++)
          pending.elements.set(`point p${n}`, { kind: 'point', id: `p${n}` } as WireElement);
        const counters = { incidents: { open: 1, acknowledged: 0 } } as WireCounters;
        const made = log.nextAll(pending, at, counters);
        expect(made.map(({ sequence }) => sequence)).toEqual(made.map((_, index) => index + 1));
        expect(made.flatMap(({ elements = [] }) => elements.map(({ id }) => id))).toEqual(
          Array.from({ length: points }, (_, n) => `p${n}`),
        );
        expect(made.flatMap(({ utilisation = {} }) => Object.keys(utilisation))).toHaveLength(links);
        for (const { elements = [], utilisation = {} } of made)
          expect(elements.length + Object.keys(utilisation).length).toBeLessThanOrEqual(partsPerDelta);
        expect(made.map((delta) => delta.counters)).toEqual(
          made.map((_, index) => (index === made.length - 1 ? counters : undefined)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('gives whoever comes back exactly what it missed, or nothing where it cannot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: -5, max: 905 }), (made, stand) => {
        const log = new DeltaLog('run');
        for (let n = 0; n < made; n++) change(log, `F${n}`);
        const missed = log.since('run', stand)?.map(({ sequence }) => sequence);
        const known = stand >= 0 && stand <= made && made - stand <= rememberedDeltas;
        expect(missed).toEqual(known ? Array.from({ length: made - stand }, (_, n) => stand + 1 + n) : undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('remembers no more than its memory may hold, and sends no more than a whole city would cost', () => {
    const log = new DeltaLog('run');
    for (let n = 0; n < 20; n++) {
      const pending = noChanges();
      for (let link = 0; link < 4_000; link++) pending.utilisation.set(`F${link}`, n);
      log.next(pending, at, undefined);
    }
    expect(log.since('run', 19)).toHaveLength(1);
    expect(log.since('run', 18)).toBeUndefined();
    change(log, 'F1');
    expect(log.since('run', 20)).toHaveLength(1);
  });

  it.each([
    ['other', 1],
    ['run', '1'],
    ['run', 1.5],
    ['run', Number.NaN],
    [undefined, undefined],
    ['run', null],
  ])('does not know a stand of %s and %s', (run, sequence) => {
    const log = new DeltaLog('run');
    change(log, 'F1');
    expect(log.since(run, sequence)).toBeUndefined();
  });
});

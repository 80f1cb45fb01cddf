import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareStock, type KnownLabel, readCode } from './compare.ts';
import { moveStockTake, stockEvents } from './machine.ts';
import { type ExpectedTerminal, type Scan, stockTakeStatuses } from './model.ts';

const expected: readonly ExpectedTerminal[] = ['A', 'B', 'C'].map((code) => ({
  terminalId: `t-${code}`,
  code,
  network: 'inner',
  state: 'in-use',
}));
const labels: Readonly<Record<string, KnownLabel>> = {
  A: { terminalId: 't-A', placeId: 'east', network: 'inner', state: 'in-use' },
  W: { terminalId: 't-W', placeId: 'west', network: 'outer', state: 'in-use' },
  R: { terminalId: 't-R', placeId: 'east', network: 'inner', state: 'in-repair' },
  N: { terminalId: 't-N', placeId: 'east', network: 'inner', state: 'issued' },
};
const compare = (...scans: readonly (string | Partial<Scan>)[]) =>
  compareStock({
    placeId: 'east',
    expected,
    scans: scans.map((scan, at) => ({
      code: '',
      at,
      by: 'li',
      source: 'scanner',
      ...(typeof scan === 'string' ? { code: scan } : scan),
    })),
    labelOf: (code) => labels[code],
  });

describe('a comparison', () => {
  it('tells found, missing, misplaced, unknown and wrong network apart', () => {
    const { found, findings } = compare('A', { code: 'B', network: 'outer' }, 'W', 'R', 'XX');
    expect(found).toEqual(['t-A']);
    expect(findings).toEqual([
      { kind: 'misplaced', barcode: 'R', terminalId: 't-R', registeredAt: 'east', state: 'in-repair' },
      { kind: 'misplaced', barcode: 'W', terminalId: 't-W', registeredAt: 'west', state: 'in-use' },
      { kind: 'missing', barcode: 'C', terminalId: 't-C' },
      { kind: 'unknown', barcode: 'XX' },
      { kind: 'wrong-network', barcode: 'B', terminalId: 't-B', network: 'inner', foundOn: 'outer' },
    ]);
  });

  it('takes what was registered here since the list was frozen for found', () => {
    expect(compare('A', 'B', 'C', 'N')).toEqual({ found: ['t-A', 't-B', 't-C', 't-N'], findings: [] });
  });

  it('believes the last word on the network, and a scan that says nothing of it keeps what was said', () => {
    const twice = compare({ code: 'A', network: 'outer' }, { code: 'A', network: 'inner' }, 'A', 'B', 'C');
    expect(twice.findings).toEqual([]);
  });

  it('accounts for every expected terminal once, whatever is scanned in whatever order, and reads no label twice', () => {
    const scan = fc.record({
      code: fc.constantFrom('A', 'B', 'C', 'W', 'R', 'N', 'XX', 'YY'),
      at: fc.constant(1),
      by: fc.constant('li'),
      source: fc.constant('scanner' as const),
    });
    fc.assert(
      fc.property(fc.array(scan, { maxLength: 30 }), (scans) => {
        const run = (order: readonly Scan[]) =>
          compareStock({ placeId: 'east', expected, scans: order, labelOf: (code) => labels[code] });
        const { found, findings } = run(scans);
        const accounted = [...found, ...findings.map(({ terminalId }) => terminalId)];
        for (const { terminalId } of expected) expect(accounted.filter((id) => id === terminalId)).toHaveLength(1);
        expect(new Set(findings.map(({ kind, barcode }) => `${kind} ${barcode}`)).size).toBe(findings.length);
        expect(run([...scans].reverse())).toEqual({ found, findings });
      }),
    );
  });
});

it.each([
  [' FZ001\r\n', 'FZ001'],
  ['', undefined],
  ['条码', undefined],
  ['a b', undefined],
  ['x'.repeat(65), undefined],
  ['\u0000', undefined],
] as const)('the label %o reads as %o', (text, code) => {
  expect(readCode(text, 64)).toBe(code);
});

it('a stock-take goes only where the table says', () => {
  const table = stockTakeStatuses.map((status) => [
    status,
    ...stockEvents.map((event) => moveStockTake(status, event) ?? '.'),
  ]);
  expect(table.map((row) => row.join(' '))).toEqual([
    'counting counting signing . . abandoned',
    'signing . . signed counting .',
    'signed . . . . .',
    'abandoned . . . . .',
  ]);
});

import { describe, expect, it } from 'vitest';
import type { Language } from '../../../core/index.ts';
import type { JsonObject, LedgerRecord } from '../../../ledger/index.ts';
import { wordsIn } from '../words.ts';
import { createNoteReader } from './notes.ts';

const period = { from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 10, 1) };
const places = { next: 1 };
const record = (kind: LedgerRecord['kind'], subject: string, body: JsonObject, day = 5): LedgerRecord => ({
  seq: places.next++,
  at: new Date(Date.UTC(2026, 9, day)).toISOString(),
  kind,
  subject,
  body,
});
const result = (outcome: string, control = 'reached'): JsonObject => ({
  protocol: 'dns',
  target: '203.0.113.9',
  outcome,
  control: { target: '10.0.0.1', outcome: control },
});

function annexesOf(records: readonly LedgerRecord[], wholeCity = false, language: Language = 'en') {
  const notes = createNoteReader({
    period,
    isPlace: (id) => id === 'p1',
    placeOfTerminal: (id) => (id === 'T1' ? 'p1' : 'p2'),
    wholeCity,
  });
  for (const each of records) notes.take(each);
  const annexes = notes.annexes(wordsIn(language), (at) => new Date(at).toISOString().slice(0, 10));
  return new Map(annexes.map(({ id, entries }) => [id, entries.map(({ text }) => text).join('\n')]));
}

describe('what else the ledger tells of a scope', () => {
  it('counts canaries with their controls, and names each leak by its record', () => {
    const found = annexesOf([
      record('probe', 'canaries p1', {
        what: 'results',
        results: [result('blocked'), result('leaked'), result('blocked', 'failed')],
      }),
      record('probe', 'canaries p2', { what: 'results', results: [result('leaked')] }),
      record('probe', 'canaries p1', { what: 'results', results: [result('leaked')] }, 40),
    ]);
    expect(found.get('canaries')).toContain(
      '3 probes, 2 of them with their control reached; outcomes: blocked 2, leaked 1',
    );
    expect(found.get('canaries')?.match(/leak:/g)).toHaveLength(1);
    expect(found.get('canaries')).toMatch(/dns to 203\.0\.113\.9 \(ledger record \d+\)/);
  });

  it('tells a drill apart from canaries: what it let out was let out on purpose', () => {
    const found = annexesOf([
      record('probe', 'drill d1', { what: 'drill-begun', target: 'hole', permission: 'P-7', by: 'chief' }),
      record('probe', 'canaries p1', { what: 'results', drill: 'd1', results: [result('leaked')] }),
      record('probe', 'drill d1', {
        what: 'drill-ended',
        target: 'hole',
        permission: 'P-7',
        results: [
          { protocol: 'icmp', foundAfterSeconds: 12 },
          { protocol: 'ntp', foundAfterSeconds: null },
        ],
      }),
    ]);
    expect(found.get('drills')).toContain('permission P-7, by chief');
    expect(found.get('drills')).toContain('found icmp 12 s; not found ntp');
    expect(found.get('canaries')).not.toContain('leak');
  });

  it('counts steps of the terminals of the scope, and tells stock-takes that were signed', () => {
    const found = annexesOf([
      record('terminal', 'terminal T1', { what: 'step', from: 'in-use', to: 'in-repair' }),
      record('terminal', 'terminal T2', { what: 'step', from: 'in-use', to: 'scrapped' }),
      record('terminal', 'terminal T1', { what: 'latch', network: 'outer', place: 'p1' }),
      record('stock-take', 'stock-take 1', { what: 'started', place: 'p1' }),
      record('stock-take', 'stock-take 1', { what: 'signed', place: 'p1', counts: { found: 9, missing: 1 } }),
    ]);
    expect(found.get('custody')).toContain('sent to repair 1');
    expect(found.get('custody')).not.toContain('scrapped');
    expect(found.get('custody')).toContain('once inner, registered as outer');
    expect(found.get('stock-takes')).toContain('found 9, missing 1');
  });

  it('tells every count in the language of the report', () => {
    const found = annexesOf(
      [
        record('terminal', 'point p1', { what: 'registered', terminals: [{}, {}, {}] }),
        record('terminal', 'terminal T1', { what: 'step', from: 'retired', to: 'scrapped' }),
        record('stock-take', 'stock-take 1', { what: 'signed', place: 'p1', counts: { found: 9, wrongNetwork: 1 } }),
        record('probe', 'canaries p1', { what: 'results', results: [result('blocked')] }),
      ],
      false,
      'zh-CN',
    );
    expect(found.get('custody')).toBe('记录的流转：登记 3，报废 1');
    expect(found.get('stock-takes')).toContain('在位 9，接错网络 1');
    expect(found.get('canaries')).toContain('结果：已阻断 1');
  });

  it('says that nothing is on record, and takes records of any shape without a word', () => {
    const odd = [null, 7, 'x', [], {}].flatMap((what) =>
      (['probe', 'drill', 'terminal', 'stock-take'] as const).map((kind) =>
        record(kind, 'canaries p1', { what, results: what, counts: what, drill: what } as JsonObject),
      ),
    );
    expect(annexesOf([]).get('drills')).toBe('No drill is on record in the period.');
    expect(() => annexesOf(odd, true)).not.toThrow();
  });
});

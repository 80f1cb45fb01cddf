import { describe, expect, it } from 'vitest';
import type { JsonObject, LedgerRecord } from '../../ledger/index.ts';
import { createRecordReader } from './recorded.ts';

const iso = (at: number): string => new Date(at).toISOString();

function factsOf(...told: readonly (readonly [LedgerRecord['kind'], string, number, JsonObject])[]) {
  const reader = createRecordReader({ from: 1_000, to: 2_000 });
  for (const [seq, [kind, subject, at, body]] of told.entries()) reader.take({ seq, at: iso(at), kind, subject, body });
  return reader.facts();
}

describe('what the ledger tells an assessment', () => {
  it('lets an item come due as it stood when its day came: a postponement before counts, one after does not', () => {
    const opened = (due: number): JsonObject => ({
      what: 'opened',
      place: 'one-1',
      dueAt: iso(due),
      title: { key: 'x' },
    });
    const { items } = factsOf(
      ['open-item', 'item OI-1', 0, opened(1_100)],
      ['open-item', 'item OI-2', 0, opened(1_100)],
      ['open-item', 'item OI-1', 1_050, { what: 'postpone', dueAt: iso(1_900) }],
      ['open-item', 'item OI-2', 1_101, { what: 'postpone', dueAt: iso(1_900) }],
      ['open-item', 'item OI-1', 1_200, { what: 'reminded', dueAt: iso(1_900) }],
      ['open-item', 'item OI-1', 1_300, { what: 'answer', dueAt: iso(1_900) }],
      ['open-item', 'item OI-1', 1_400, { what: 'close', dueAt: iso(1_900) }],
      ['open-item', 'item OI-1', 1_500, { what: 'found-again', place: 'one-1', dueAt: iso(1_950) }],
    );
    expect(items.map(({ id, dueAt, endedAt }) => [id, dueAt, endedAt])).toEqual([
      ['OI-1', 1_900, 1_300],
      ['OI-2', 1_100, undefined],
      ['OI-1', 1_950, undefined],
    ]);
  });

  it('takes incidents that were raised in the period, as severe as they became, with who took over and when it was over', () => {
    const event = (what: string, at: number, more: JsonObject = {}): JsonObject => ({
      ...{ event: what, at: iso(at), severity: 'major', root: 'link F1', message: { key: 'x' } },
      ...more,
    });
    const { incidents } = factsOf(
      ['incident', 'incident INC-1', 999, event('raised', 999)],
      ['incident', 'incident INC-2', 1_010, event('raised', 1_000)],
      ['incident', 'incident INC-2', 1_100, event('affected-changed', 1_100, { severity: 'critical' })],
      ['acknowledgement', 'incident INC-2', 1_200, event('acknowledged', 1_200)],
      ['acknowledgement', 'incident INC-2', 1_300, event('acknowledged', 1_300)],
      ['incident', 'incident INC-2', 2_500, event('cleared', 2_500)],
      ['incident', 'incident INC-3', 1_500, event('raised', 1_500)],
      ['incident', 'incident INC-3', 1_600, event('cleared', 1_600, { note: 'INC-2' })],
      ['incident', 'incident INC-4', 2_000, event('raised', 2_000)],
    );
    expect(incidents).toMatchObject([
      { id: 'INC-2', severity: 'critical', raisedAt: 1_000, acknowledgedAt: 1_200, clearedAt: 2_500, isFolded: false },
      { id: 'INC-3', isFolded: true, record: 6 },
    ]);
  });

  it('counts only what two persons signed, and passes over what it cannot read', () => {
    const counts = { found: 7, missing: 1, misplaced: 2, unknown: 0, wrongNetwork: 1 };
    const { stockTakes, items, incidents } = factsOf(
      ['stock-take', 'stock-take one-1-a', 1_100, { what: 'started', place: 'one-1' }],
      ['stock-take', 'stock-take one-1-a', 1_200, { what: 'signed', place: 'one-1', signedAt: iso(1_150), counts }],
      ['open-item', 'item OI-9', 1_200, { what: 'opened', dueAt: 'never' }],
      ['incident', 'incident INC-9', 1_200, {}],
    );
    expect(stockTakes).toEqual([{ id: 'one-1-a', placeId: 'one-1', at: 1_150, record: 1, found: 7, findings: 4 }]);
    expect([items, incidents]).toEqual([[], []]);
  });
});

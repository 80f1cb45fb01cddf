import { describe, expect, it } from 'vitest';
import { filterOf, ledgerQueryOf, recordsPath } from './filter.ts';

describe("the auditor's search", () => {
  it('stands in the address and comes back from it', () => {
    const filter = { place: 'rulin-1', check: 'ISO-08', kind: 'verdict', from: '2026-10-01', to: '2026-10-31' };
    expect(filterOf(recordsPath(filter).slice('/audit'.length))).toEqual(filter);
    expect(recordsPath({ place: '' })).toBe('/audit');
    expect(filterOf('')).toEqual({ place: '', check: '', kind: 'verdict', from: '', to: '' });
  });

  it('asks the ledger for a place by subject and for a check as its record spells it', () => {
    const filter = { place: 'rulin-1', check: 'ISO-08', kind: 'verdict', from: '', to: '' };
    expect(ledgerQueryOf(filter)).toMatchObject({
      kind: 'verdict',
      subject: 'isolation rulin-1',
      text: '"check":"ISO-08"',
    });
    expect(ledgerQueryOf({ ...filter, kind: 'waiver' }).text).toBe('"checkId":"ISO-08"');
    expect(ledgerQueryOf({ ...filter, kind: 'probe' })).toMatchObject({ subject: '', text: 'rulin-1' });
  });

  it('takes both days of a period whole, and a broken day for none', () => {
    const { from, to } = ledgerQueryOf({ ...filterOf(''), from: '2026-10-01', to: '2026-10-31' });
    expect(new Date(from).getHours()).toBe(0);
    expect(new Date(to).getDate()).toBe(1);
    expect(ledgerQueryOf({ ...filterOf(''), from: 'yesterday' }).from).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import { tableText } from './table.ts';

describe('a table on a terminal', () => {
  it('aligns Chinese, which takes two cells a character', () => {
    expect(
      tableText([
        ['接入点', 'a'],
        ['x', 'b'],
      ]),
    ).toBe('接入点  a\nx       b\n');
  });

  it('never lets a device speak to the terminal', () => {
    expect(tableText([['\u001b[2J\u0007name\nnext', 'ok']])).toBe(' [2J name next  ok\n');
  });

  it('cuts what is too long', () => {
    expect(tableText([['x'.repeat(500)]]).length).toBe(61);
  });
});

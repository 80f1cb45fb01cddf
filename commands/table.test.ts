import { describe, expect, it } from 'vitest';
import { tableText } from './table.ts';

describe('a table on a terminal', () => {
  it('aligns Chinese, which takes two cells a character', () => {
    expect(
      tableText(
        [
          ['接入点', 'a'],
          ['x', 'b'],
        ],
        { cut: true },
      ),
    ).toBe('接入点  a\nx       b\n');
  });

  it('never lets a device speak to the terminal', () => {
    expect(tableText([['\u001b[2J\u0007name\nnext', 'ok']], { cut: true })).toBe(' [2J name next  ok\n');
  });

  it('cuts what is too long', () => {
    expect(tableText([['x'.repeat(500)]], { cut: true }).length).toBe(61);
  });

  it('gives a file or a program every cell whole', () => {
    expect(tableText([['x'.repeat(500)]], { cut: false }).length).toBe(501);
  });
});

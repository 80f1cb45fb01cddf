import { describe, expect, it } from 'vitest';
import { shortNames } from './names.ts';

describe('short names', () => {
  it('leave out what every office ends with and number the points of one office', () => {
    const names = shortNames([
      { id: 'a-1', name: '金城镇财政所' },
      { id: 'a-2', name: '金城镇财政所' },
      { id: 'b-1', name: '西湖街道财政所' },
      { id: 'c-1', name: '洛阳镇财政所' },
    ]);
    expect([...names.values()]).toEqual(['金城镇1', '金城镇2', '西湖街道', '洛阳镇']);
  });

  it('leave out the kind of place for those who stand far away, unless two places would become one', () => {
    const offices = ['金城镇', '西湖街道', '洛阳镇', '洛阳街道', '圩镇'].map((name) => ({
      id: name,
      name: `${name}财政所`,
    }));
    expect([...shortNames(offices, true).values()]).toEqual(['金城', '西湖', '洛阳镇', '洛阳街道', '圩镇']);
  });

  it('never cut a Latin word in half, and fall back to the id', () => {
    const latin = shortNames(['Hutang', 'Niutang', 'Xintang'].map((name) => ({ id: name.toLowerCase(), name })));
    expect([...latin.values()]).toEqual(['Hutang', 'Niutang', 'Xintang']);
    expect(shortNames([{ id: 'p-1', name: '' }]).get('p-1')).toBe('p-1');
  });
});

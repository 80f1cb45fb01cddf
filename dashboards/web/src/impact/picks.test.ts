import { describe, expect, it } from 'vitest';
import { mostPicks, pathWith, picksOf, toggled } from './picks.ts';

describe('what the page supposes to have failed', () => {
  it('stands in the address line, readable, there and back', () => {
    const picks = picksOf('?failed=link:F01,device:rulin-1-utm&alone=');
    expect(picks).toEqual({
      elements: [
        { kind: 'link', id: 'F01' },
        { kind: 'device', id: 'rulin-1-utm' },
      ],
      isAlone: true,
    });
    expect(pathWith(picks)).toBe('/impact?failed=link:F01,device:rulin-1-utm&alone=');
    expect(pathWith(picksOf(''))).toBe('/impact');
    expect(picksOf('?failed=,nonsense').elements).toEqual([]);
  });

  it('comes and goes with each pick, and is never more than the server takes', () => {
    const one = toggled(picksOf(''), { kind: 'link', id: 'F01' });
    expect(pathWith(one)).toBe('/impact?failed=link:F01');
    expect(toggled(one, { kind: 'link', id: 'F01' }).elements).toEqual([]);
    let many = one;
    for (let n = 0; n < 80; n += 1) many = toggled(many, { kind: 'device', id: `d${n}` });
    expect(many.elements).toHaveLength(mostPicks);
  });
});

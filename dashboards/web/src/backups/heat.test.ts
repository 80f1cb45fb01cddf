import { describe, expect, it } from 'vitest';
import type { WireBackupMatrix } from '../../../../api/wire-backups.ts';
import { cellAt, heatLabelPx, layOut, moved, pathsOf } from './heat.ts';

const row = (dataSetId: string, districtId: string, days: string) => {
  return { dataSetId, officeId: dataSetId, officeNameZh: dataSetId, districtId, days };
};
const matrix: WireBackupMatrix = {
  at: '2026-01-05T02:00:00.000Z',
  from: '2026-01-01',
  to: '2026-01-05',
  timeZone: 'Asia/Shanghai',
  letters: { b: 'backed-up', m: 'missed', n: 'no-look' },
  rows: [row('one', 'd2', 'bbmbb'), row('two', 'd1', 'bnbb?'), row('three', 'd2', 'bbbbb')],
};
const heat = layOut(matrix, ['d1', 'd2', 'd3'], heatLabelPx + 100);

describe('the heat map of backups', () => {
  it('orders rows by district and leaves out a district without any', () => {
    expect(heat.rows.map(({ dataSetId }) => dataSetId)).toEqual(['two', 'one', 'three']);
    expect(heat.heads.map(({ districtId }) => districtId)).toEqual(['d1', 'd2']);
  });

  it('knows each day and shows a letter that nobody explains as not looked at', () => {
    expect(heat.days).toEqual(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05']);
    expect(heat.rows[0]?.words).toEqual(['backed-up', 'no-look', 'backed-up', 'backed-up', 'no-look']);
  });

  it('finds the cell under the pointer and none beside the cells', () => {
    const y = (heat.rows[1]?.y ?? 0) + 3;
    expect(cellAt(heat, heatLabelPx + 45, y)).toEqual({ row: 1, day: 2 });
    expect(cellAt(heat, heatLabelPx - 1, y)).toBeUndefined();
    expect(cellAt(heat, heatLabelPx + 101, y)).toBeUndefined();
    expect(cellAt(heat, heatLabelPx + 45, 2)).toBeUndefined();
  });

  it('is walked by keys and never left', () => {
    expect(moved(heat, { row: 0, day: 4 }, 'ArrowRight')).toEqual({ row: 0, day: 4 });
    expect(moved(heat, { row: 0, day: 0 }, 'ArrowDown')).toEqual({ row: 1, day: 0 });
    expect(moved(heat, { row: 2, day: 2 }, 'PageUp')).toEqual({ row: 2, day: 0 });
    expect(moved(heat, { row: 2, day: 2 }, 'x')).toBeUndefined();
  });

  it('draws each cell once, and signs what is missed so that it is read without colour', () => {
    const cells = (['backed-up', 'missed', 'no-look'] as const).map(
      (word) => pathsOf(heat, word).fill.split('z').length - 1,
    );
    expect(cells).toEqual([12, 1, 2]);
    expect(pathsOf(heat, 'missed').sign).not.toBe('');
    expect(pathsOf(heat, 'backed-up').sign).toBe('');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposeRows } from './propose.ts';

describe('a proposal for the inventory', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-propose-'));
    writeFileSync(
      join(folder, 'links.csv'),
      'id,point,a_interface,circuit\nF01,east,ge-1,"CT ""old"", 1"\n\nF02,west,ge-2,x\n',
    );
    writeFileSync(join(folder, 'devices.csv'), 'id;serial;note\r\nagg;S1;核心\r\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is the line as it stands and as it would stand, everything else kept', async () => {
    const changes = [
      { file: 'links.csv', id: 'F02', cells: { a_interface: 'ge-9' } },
      { file: 'links.csv', id: 'F01', cells: { a_interface: 'ge,9' } },
      { file: 'devices.csv', id: 'agg', cells: { serial: 'S2' } },
    ];
    expect(await proposeRows(folder, changes)).toEqual([
      { file: 'links.csv', line: 4, before: 'F02,west,ge-2,x', after: 'F02,west,ge-9,x' },
      {
        file: 'links.csv',
        line: 2,
        before: 'F01,east,ge-1,"CT ""old"", 1"',
        after: 'F01,east,"ge,9","CT ""old"", 1"',
      },
      { file: 'devices.csv', line: 2, before: 'agg;S1;核心', after: 'agg;S2;核心' },
    ]);
  });

  it('for a new line has the known cells in the columns of the file', async () => {
    const [row] = await proposeRows(folder, [{ file: 'links.csv', id: undefined, cells: { point: 'east' } }]);
    expect(row).toEqual({ file: 'links.csv', line: 0, before: '', after: ',east,,' });
  });

  it('leaves out lines and files that are not there, and reads nothing outside of the folder', async () => {
    const changes = ['links.csv', 'none.csv', '../../../etc/passwd'].map((file) => ({ file, id: 'F99', cells: {} }));
    expect(await proposeRows(folder, changes)).toEqual([]);
  });
});

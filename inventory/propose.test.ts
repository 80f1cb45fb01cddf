import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInventory } from './load.ts';
import { openDraft, type RowProposal } from './propose.ts';

const proposeRows = (folder: string, changes: readonly RowProposal[]) => openDraft(folder, changes).propose(changes);

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
      { file: 'links.csv', line: 4, before: 'F02,west,ge-2,x', after: 'F02,west,ge-9,x', notes: [] },
      {
        file: 'links.csv',
        line: 2,
        before: 'F01,east,ge-1,"CT ""old"", 1"',
        after: 'F01,east,"ge,9","CT ""old"", 1"',
        notes: [],
      },
      { file: 'devices.csv', line: 2, before: 'agg;S1;核心', after: 'agg;S2;核心', notes: [] },
    ]);
  });

  it('for a new line has the known cells in the columns of the file', async () => {
    const [row] = await proposeRows(folder, [{ file: 'links.csv', id: undefined, cells: { point: 'east' } }]);
    expect(row).toEqual({ file: 'links.csv', line: 0, before: '', after: ',east,,', notes: [] });
  });

  it('leaves out lines and files that are not there, and reads nothing outside of the folder', async () => {
    const changes = ['links.csv', 'none.csv', '../../../etc/passwd'].map((file) => ({ file, id: 'F99', cells: {} }));
    expect(await proposeRows(folder, changes)).toEqual([]);
  });
});

describe('a proposal for a terminal that nobody declared', () => {
  const env = { FANGZHOU_SNMP_AUTH_KEY: 'trial-auth-key-1', FANGZHOU_SNMP_PRIV_KEY: 'trial-priv-key-1' };
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-propose-'));
    file = join(folder, 'terminals.csv');
    cpSync(join(import.meta.dirname, 'city'), folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const stranger = (mac: string, port: string): RowProposal => ({
    file: 'terminals.csv',
    id: undefined,
    cells: { point: 'jincheng-1', mac, switch: 'jincheng-1-sw', port, state: 'in-use' },
  });
  const isTaken = expect.objectContaining({ key: 'inventory.propose.port' });

  it('has an id and a network, says what was chosen, and passes the check when pasted', async () => {
    const all = [
      stranger('02:fc:00:00:00:01', 'ge-0-22'),
      stranger('02:fc:00:00:00:02', 'ge-0-1'),
      stranger('02:fc:00:00:00:03', 'ge-0-22'),
    ];
    const rows = await proposeRows(folder, all);
    for (const { after } of rows) expect(after).toMatch(/^jincheng-1-t\d\d,jincheng-1,inner,02:fc:/);
    expect(new Set(rows.map(({ after }) => after.split(',')[0])).size).toBe(3);
    const chosen = { key: 'inventory.propose.network', params: { network: 'inner' } };
    const owner = {
      key: 'inventory.propose.port',
      params: { switch: 'jincheng-1-sw', port: 'ge-0-1', owner: 'jincheng-1-t01' },
    };
    expect(rows.map(({ notes }) => notes)).toEqual([[chosen], [chosen, owner], [chosen, isTaken]]);
    const before = readFileSync(file);
    appendFileSync(file, `${rows.map(({ after }) => after).join('\n')}\n`);
    const read = await loadInventory({ source: folder, env });
    expect(read).toMatchObject({ ok: true });
    // What is in the file has nothing left to change.
    for (const row of await proposeRows(folder, all)) expect(row.before).toBe(row.after);
    writeFileSync(file, before);
  });

  it('lets two terminals change places, and leaves a port empty that another keeps', async () => {
    const move = (id: string, port: string): RowProposal => ({
      file: 'terminals.csv',
      id,
      cells: { switch: 'jincheng-1-sw', port },
    });
    const swap = await proposeRows(folder, [move('jincheng-1-t01', 'ge-0-2'), move('jincheng-1-t02', 'ge-0-1')]);
    expect(swap.map(({ notes }) => notes)).toEqual([[], []]);
    const [alone] = await proposeRows(folder, [move('jincheng-1-t01', 'ge-0-2')]);
    expect(alone?.notes).toEqual([isTaken]);
    expect(alone?.after).toContain('jincheng-1-sw,,in-use');
  });

  it('names the cells of a new device that a person must write', async () => {
    const cells = { id: 'sw-9', kind: 'other', location: 'jincheng-1', district: 'jintan', snmp: 'none' };
    const [row] = await proposeRows(folder, [{ file: 'devices.csv', id: undefined, cells }]);
    expect(row?.notes).toEqual([{ key: 'inventory.propose.fill', params: { columns: 'address' } }]);
  });
});

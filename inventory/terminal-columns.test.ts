import { describe, expect, it } from 'vitest';
import { cityFolder, referenceCity, referenceEnv, referenceText } from './city.fake.ts';
import { loadInventory, terminalMacs } from './index.ts';

const columns = 'more_macs,disk_serials,custodian,brand,model';

/** The reference with more columns in terminals.csv; `cells` are those of lines 2 and 3, the others are empty. */
async function withCells(...cells: readonly string[]) {
  const [header, ...lines] = (await referenceText('terminals.csv')).trimEnd().split('\n');
  const rows = lines.map((line, index) => `${line},${cells[index] ?? ',,,,'}`);
  const text = [`${header},${columns}`, ...rows, ''].join('\n');
  await using folder = await cityFolder({ 'terminals.csv': text });
  return await loadInventory({ source: folder.path, env: referenceEnv });
}

/** `code column` of each mistake, by the name of the column that it stands in. */
async function mistakesOf(...cells: readonly string[]): Promise<readonly string[]> {
  const read = await withCells(...cells);
  if (read.ok) return [];
  return read.mistakes.map(({ what, line, column }) => `${what.key.split('.')[1]} ${line}:${column}`);
}

describe('the columns of a terminal that need not be there', () => {
  it('are read where they are, and MACs come in one way of writing', async () => {
    const read = await withCells('02F5-0001-00FF|02:f5:00:01:00:fe,wd-1234 | S 77,出纳岗,联想,M930');
    if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
    const terminal = read.value.city.terminals.get('jincheng-1-t01');
    expect(terminal).toMatchObject({
      moreMacs: ['02:f5:00:01:00:ff', '02:f5:00:01:00:fe'],
      diskSerials: ['WD-1234', 'S 77'],
      custodian: '出纳岗',
      brand: '联想',
      model: 'M930',
    });
    if (terminal === undefined) throw new Error('no terminal');
    expect(terminalMacs(terminal)).toEqual(['02:f5:00:01:00:01', '02:f5:00:01:00:ff', '02:f5:00:01:00:fe']);
    expect(read.value.city.terminals.get('jincheng-1-t02')).not.toHaveProperty('moreMacs');
  });

  it('may be absent altogether, as in every older file', async () => {
    const read = await loadInventory({ source: referenceCity, env: referenceEnv });
    expect(read.ok && read.value.city.terminals.get('jincheng-1-t01')).not.toHaveProperty('diskSerials');
  });

  // Lines 2 and 3 have 98 characters, so the new cells begin at 100.
  it.each([
    [['02:f5:00:01:00,,,,'], ['bad-mac 2:100']],
    [['ff:ff:ff:ff:ff:ff,,,,'], ['group-mac 2:100']],
    [['02:f5:00:01:00:01,,,,'], ['duplicate-mac 2:100']],
    [[',,,,', '02:f5:00:01:00:01,,,,'], ['duplicate-mac 3:100']],
    [[',A-1,,,', ',a-1 ,,,'], ['duplicate-serial 3:101']],
    [[',A|A,,,'], ['duplicate-serial 2:101']],
    [[`,${'x'.repeat(65)},,,`], ['serial-too-long 2:101']],
    [[`,${Array.from({ length: 17 }, (_, n) => `s${n}`).join('|')},,,`], ['too-many-values 2:101']],
    [[',,出纳\u0007岗,,'], ['control-character 2:102']],
  ])('%o give %o', async (cells, expected) => {
    expect(await mistakesOf(...cells)).toEqual(expected);
  });
});

describe('custody: in fangzhou.yaml', () => {
  const read = async (text: string) => {
    await using folder = await cityFolder({ 'fangzhou.yaml': `${await referenceText('fangzhou.yaml')}\n${text}` });
    return await loadInventory({ source: folder.path, env: referenceEnv });
  };

  it('has defaults, and asks for no stock-take until somebody says how often', async () => {
    const answer = await read('');
    expect(answer.ok && answer.value.settings.custody).toEqual({
      unseenDays: 30,
      stockTakeDays: undefined,
      responsible: '',
      itemDueDays: 30,
      remindBeforeDays: 7,
      escalateAfterMonths: 3,
    });
  });

  it('is read, and each mistake has its place', async () => {
    const good = await read('custody: { unseen: 14d, stock_take: 1y, escalate_after_months: 2 }\n');
    expect(good.ok && good.value.settings.custody).toMatchObject({
      unseenDays: 14,
      stockTakeDays: 365,
      escalateAfterMonths: 2,
    });
    const bad = await read('custody:\n  unseen: 1h\n  item_due: soon\n  escalate_after_months: 0\n  stocktake: 1y\n');
    expect(bad.ok ? [] : bad.mistakes.map(({ what }) => what.key)).toEqual([
      'inventory.yaml-duration.what',
      'inventory.bad-duration.what',
      'inventory.yaml-integer.what',
      'inventory.yaml-key-unknown.what',
    ]);
  });
});

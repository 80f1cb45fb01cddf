import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, nodeSha256, type RecordQuery, toHex } from '../../ledger/index.ts';
import { type CustodyStage, custodyStage, li, terminal, wang } from '../custody/stage.fake.ts';
import { stockLimits } from './model.ts';
import { createStockTakes, type StockTakes } from './stocktakes.ts';

let stage: CustodyStage;
let takes: StockTakes;
/** Whether records are on the disk already, where they can be found. */
let onDisk = true;

async function open(): Promise<StockTakes> {
  const ledger = {
    append: (record: (typeof stage.records)[number]) => void stage.records.push(record),
    records: async ({ subject = '' }: RecordQuery) => {
      const seq = stage.records.findLastIndex(
        ({ subject: about, body }) => about === subject && body.what === 'signed',
      );
      return { records: seq < 0 || !onDisk ? [] : [{ seq }], next: undefined } as never;
    },
  };
  const { store, clock, approvals, custody } = stage;
  const made = createStockTakes({ store, ledger, clock, approvals, custody, timeZone: () => 'Asia/Shanghai' });
  await made.start();
  return made;
}

beforeEach(async () => {
  onDisk = true;
  stage = await custodyStage();
  takes = await open();
  await stage.declare(
    terminal('t1'),
    terminal('t2'),
    terminal('t3', { state: 'in-repair' }),
    terminal('t4', { pointId: 'west', network: 'outer' }),
    terminal('t5', { barcode: '' }),
  );
});

function begun(placeId = 'east') {
  const answer = takes.begin({ placeId, by: li });
  if (!answer.ok) throw new Error(answer.reason.key);
  return answer.value;
}
const scan = (id: string, code: string, more: { readonly network?: 'inner' | 'outer'; readonly by?: typeof li } = {}) =>
  takes.scan({ id, code, source: 'scanner', by: li, ...more });
function finishAndSign(id: string, by = wang) {
  const asked = takes.finish({ id, note: '已清点', by: li });
  if (!asked.ok) return asked;
  return stage.approvals.decide({ id: asked.proposal.id, verdict: 'approve', by, note: '' });
}

describe('a stock-take', () => {
  it('freezes what should be there, and its digest is on record before the first scan', () => {
    const take = begun();
    expect(take.expected.map(({ terminalId, code }) => [terminalId, code])).toEqual([
      ['t1', 'FZ001'],
      ['t2', 'FZ002'],
      ['t5', 't5'],
    ]);
    const record = stage.records.at(-1);
    expect(record).toMatchObject({
      kind: 'stock-take',
      subject: `stock-take ${take.id}`,
      body: { what: 'started', place: 'east' },
    });
    const digest = `sha256:${toHex(nodeSha256(Buffer.from(canonicalJson(record?.body.expected), 'utf8')))}`;
    expect([take.expectedDigest, record?.body.expectedDigest]).toEqual([digest, digest]);
  });

  it('is signed by a second person who did not scan, and the result is on record with its place', async () => {
    const { id } = begun();
    scan(id, 'fz001');
    scan(id, ' FZ004\r', { network: 'inner' });
    scan(id, 'FZ003', { by: { user: 'zhao', role: 'approver' } });
    expect(scan(id, 'FZ001')).toMatchObject({ ok: true, value: { repeated: true } });
    expect(finishAndSign(id, li)).toMatchObject({ ok: false, reason: { key: 'approval.own' } });
    const waiting = stage.approvals.waitingFor(`stock-take ${id}`)?.id ?? '';
    const zhao = { user: 'zhao', role: 'approver' };
    expect(stage.approvals.decide({ id: waiting, verdict: 'approve', by: zhao, note: '' })).toMatchObject({
      ok: false,
      reason: { key: 'stocktake.own-scans' },
    });
    expect(takes.newestAt('east')).toBeUndefined();
    expect(stage.approvals.decide({ id: waiting, verdict: 'approve', by: wang, note: '' }).ok).toBe(true);
    await stage.clock.advance(0);
    expect(takes.newestAt('east')).toMatchObject({
      id,
      record: stage.records.length - 1,
      findings: [
        { kind: 'misplaced', terminalId: 't3', state: 'in-repair' },
        { kind: 'misplaced', terminalId: 't4', registeredAt: 'west' },
        { kind: 'missing', terminalId: 't2' },
        { kind: 'missing', terminalId: 't5' },
        { kind: 'wrong-network', terminalId: 't4', foundOn: 'inner' },
      ],
    });
    expect(stage.records.at(-1)?.body).toMatchObject({
      what: 'signed',
      found: ['t1'],
      scans: 3,
      counts: { found: 1, missing: 2, misplaced: 2, unknown: 0, wrongNetwork: 1 },
      countedBy: li,
      signedBy: wang,
    });
  });

  it('that is sent back is counted on, and neither scanned nor signed once it is over', () => {
    const { id } = begun();
    const asked = takes.finish({ id, note: 'x', by: li });
    if (!asked.ok) throw new Error('refused');
    expect(scan(id, 'FZ001')).toMatchObject({ ok: false, reason: { key: 'stocktake.refused' } });
    stage.approvals.decide({ id: asked.proposal.id, verdict: 'reject', by: wang, note: '漏了一间' });
    expect(takes.find(id)).toMatchObject({ status: 'counting' });
    expect(takes.find(id)).not.toHaveProperty('result');
    expect(scan(id, 'FZ001').ok).toBe(true);
    expect(finishAndSign(id).ok).toBe(true);
    expect(scan(id, 'FZ002').ok).toBe(false);
    expect(takes.abandon({ id, reason: 'x', by: li }).ok).toBe(false);
  });

  it('runs once at a time for a place, and may be abandoned with its reason on record', () => {
    const { id } = begun();
    expect(takes.begin({ placeId: 'east', by: li })).toMatchObject({ ok: false, reason: { key: 'stocktake.running' } });
    expect(takes.begin({ placeId: 'west', by: li }).ok).toBe(true);
    expect(takes.abandon({ id, reason: '停电', by: li }).ok).toBe(true);
    expect(stage.records.at(-1)?.body).toMatchObject({ what: 'abandoned', reason: '停电' });
    expect(stage.clock.pendingCount).toBeGreaterThan(0);
  });

  it('takes a label back that was read by mistake, and refuses what is no label', () => {
    const { id } = begun();
    scan(id, 'XX');
    expect(takes.unscan({ id, code: 'XX' }).ok).toBe(true);
    expect(takes.unscan({ id, code: 'XX' })).toMatchObject({ reason: { key: 'stocktake.not-scanned' } });
    expect(scan(id, '二维码')).toMatchObject({ reason: { key: 'stocktake.bad-label' } });
    expect(scan('none', 'A')).toMatchObject({ reason: { key: 'stocktake.unknown' } });
    expect(takes.scans(id)).toEqual([]);
  });

  it('takes the file of a handheld, counts what it had already, and stops at its bound', () => {
    const { id } = begun();
    scan(id, 'FZ001');
    const bytes = Buffer.from('barcode\nFZ001\nFZ002\n条\n');
    expect(takes.importFile({ id, name: 'h.csv', bytes, by: li })).toMatchObject({
      value: { taken: 1, repeated: 1, mistakeCount: 1 },
    });
    expect(takes.scans(id).map(({ code, source }) => [code, source])).toEqual([
      ['FZ001', 'scanner'],
      ['FZ002', 'file'],
    ]);
    const many = Buffer.from(`barcode\n${Array.from({ length: stockLimits.scans }, (_, n) => `Z${n}`).join('\n')}`);
    takes.importFile({ id, name: 'h.csv', bytes: many, by: li });
    expect(takes.scans(id)).toHaveLength(stockLimits.scans);
    expect(scan(id, 'ONE-MORE')).toMatchObject({ ok: false, reason: { key: 'stocktake.full' } });
  });

  it('outlives a restart in every part, and finds its record when the ledger has it', async () => {
    const { id } = begun();
    scan(id, 'FZ001');
    await stage.restart();
    takes = await open();
    expect(takes.scans(id)).toHaveLength(1);
    onDisk = false;
    expect(finishAndSign(id).ok).toBe(true);
    await stage.clock.advance(10_000);
    expect(takes.newestAt('east')).toBeUndefined();
    onDisk = true;
    await stage.clock.advance(2_000);
    expect(takes.newestAt('east')?.id).toBe(id);
  });

  it('is kept a few times for each place, the newest of them', async () => {
    for (let n = 0; n < stockLimits.keptOfPlace + 3; n++) {
      const { id } = begun();
      expect(finishAndSign(id).ok).toBe(true);
      await stage.clock.advance(1_000);
    }
    expect(takes.list()).toHaveLength(stockLimits.keptOfPlace);
    expect(await stage.store.documents('stock-takes')).toHaveLength(stockLimits.keptOfPlace);
  });
});

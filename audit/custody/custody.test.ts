import { beforeEach, describe, expect, it } from 'vitest';
import { type CustodyStage, custodyStage, li, terminal, wang, wiped } from './stage.fake.ts';

let stage: CustodyStage;
beforeEach(async () => {
  stage = await custodyStage();
});
const at = (placeId = 'east') => stage.custody.terminalsAt(placeId);

describe('the register', () => {
  it('begins with what the inventory declares, on record by place', async () => {
    await stage.declare(terminal('t1'), terminal('t2', { pointId: 'west', state: 'in-store' }));
    expect(at().map(({ id, state, everInner }) => [id, state, everInner])).toEqual([['t1', 'in-use', true]]);
    expect(at('west')[0]?.state).toBe('in-store');
    expect(stage.records.map(({ kind, subject, body }) => [kind, subject, body.what])).toEqual([
      ['terminal', 'point east', 'registered'],
      ['terminal', 'point west', 'registered'],
    ]);
  });

  it('keeps its own state when the inventory still declares the old one, also after a restart', async () => {
    await stage.declare(terminal('t1'));
    expect(stage.step('t1', 'return')).toBeUndefined();
    await stage.declare(terminal('t1', { port: 'p9' }));
    await stage.restart();
    expect(stage.custody.find('t1')).toMatchObject({ state: 'returned', declaredState: 'in-use', port: 'p9' });
    const before = stage.records.length;
    await stage.restart();
    expect(stage.records).toHaveLength(before);
  });

  it('splits a large place over several records', async () => {
    await stage.declare(...Array.from({ length: 250 }, (_, n) => terminal(`t${n}`, { mac: `02:00:00:00:00:${n}` })));
    expect(stage.records.map(({ body }) => (body.terminals as unknown[]).length)).toEqual([100, 100, 50]);
  });
});

describe('a step', () => {
  beforeEach(() => stage.declare(terminal('t1')));

  it('is made by two persons, with reason, date, role and what became of the disks, and is on record', async () => {
    expect(stage.step('t1', 'retire', { reason: '到期' })).toBeUndefined();
    await stage.clock.advance(1_000);
    expect(stage.step('t1', 'scrap', { custodian: '资产岗' })).toBeUndefined();
    const entry = stage.custody.find('t1');
    expect(entry).toMatchObject({ state: 'scrapped', since: stage.clock.now(), custodian: '资产岗' });
    const record = stage.records.at(-1);
    expect(record).toMatchObject({
      kind: 'terminal',
      subject: 'terminal t1',
      body: {
        what: 'step',
        event: 'scrap',
        from: 'retired',
        to: 'scrapped',
        proposedBy: li,
        approvedBy: wang,
        sanitisation: wiped,
      },
    });
    expect((await stage.custody.history('t1')).map(({ body }) => (body as { event: string }).event)).toEqual([
      'retire',
      'scrap',
    ]);
    expect(at()[0]).toMatchObject({ state: 'scrapped', missingRecord: [] });
    expect(stage.custody.silent().map(({ id }) => id)).toEqual(['t1']);
  });

  it('that the state does not allow is refused when it is proposed, and again when it is approved too late', () => {
    expect(stage.step('t1', 'scrap')).toBe('custody.step.refused');
    expect(stage.step('t9', 'retire')).toBe('unknown');
    const wish = { event: 'retire', reason: 'x', date: stage.clock.now(), custodian: 'y' } as const;
    const first = stage.custody.propose({ terminalId: 't1', wish, by: li });
    expect(stage.step('t1', 'lose')).toBe('approval.one-waits');
    if (!first.ok) throw new Error('refused');
    expect(stage.approvals.decide({ id: first.proposal.id, verdict: 'approve', by: li, note: '' }).ok).toBe(false);
    expect(stage.custody.find('t1')?.state).toBe('in-use');
  });

  it.each([
    [{ reason: ' ' }, 'reason custody.field.empty'],
    [{ reason: 'x'.repeat(1_001) }, 'reason custody.field.long'],
    [{ custodian: '' }, 'custodian custody.field.empty'],
    [{ custodian: 'a\u0000b' }, 'custodian custody.field.control'],
    [{ date: Date.UTC(2027, 0) }, 'date custody.field.future'],
    [{ date: 0 }, 'date custody.field.past'],
    [{ sanitisation: wiped }, 'sanitisation custody.field.not-here'],
    [{ absenceUntil: Date.UTC(2026, 5) }, 'absenceUntil custody.field.not-here'],
  ])('with %o is refused by the field', (change, fault) => {
    expect(stage.step('t1', 'retire', change)).toBe(fault);
  });

  it.each([
    [{ certificate: '' }, 'sanitisation.certificate custody.field.empty'],
    [{ tool: 'x'.repeat(201) }, 'sanitisation.tool custody.field.long'],
    [{ verifiedBy: '信息岗 ' }, 'sanitisation.verifiedBy custody.field.same-role'],
  ])('to the workshop with %o is refused by the field', (change, fault) => {
    expect(stage.step('t1', 'send-to-repair', { sanitisation: { ...wiped, ...change } })).toBe(fault);
  });

  it('to the workshop without a word about the disks is refused', () => {
    const wish = { event: 'send-to-repair', reason: 'x', date: stage.clock.now(), custodian: 'y' } as const;
    expect(stage.custody.propose({ terminalId: 't1', wish, by: li })).toMatchObject({
      faults: [{ field: 'sanitisation' }],
    });
  });

  it('allows an absence for a time, which ends with the use', () => {
    const absenceUntil = stage.clock.now() + 86_400_000;
    expect(stage.step('t1', 'allow-absence')).toBe('absenceUntil custody.field.absence');
    expect(stage.step('t1', 'allow-absence', { absenceUntil })).toBeUndefined();
    expect(at()[0]).toMatchObject({ state: 'in-use', absenceUntil });
    expect(stage.step('t1', 'return')).toBeUndefined();
    expect(at()[0]).not.toHaveProperty('absenceUntil');
  });

  it('tells those who listen what follows from it', () => {
    const told: unknown[] = [];
    stage.custody.onStep((entry, step, effects) => told.push([entry.terminalId, step.event, effects]));
    stage.step('t1', 'lose');
    stage.step('t1', 'find');
    expect(told).toEqual([
      ['t1', 'lose', ['record', 'end-absence', 'open-item']],
      ['t1', 'find', ['record', 'end-absence', 'close-item']],
    ]);
  });
});

describe('a terminal that is declared at the workshop or on the scrap', () => {
  it('lacks its record until somebody completes it', async () => {
    await stage.declare(terminal('t1', { state: 'scrapped' }));
    expect(at()[0]?.missingRecord).toEqual(['approval', 'custodian', 'method', 'certificate']);
    expect(stage.step('t1', 'complete-record')).toBeUndefined();
    expect(at()[0]).toMatchObject({ state: 'scrapped', missingRecord: [] });
  });
});

describe('the one-way latch', () => {
  it('holds by any MAC and any disk, through new names, restarts and removal from the inventory', async () => {
    await stage.declare(
      terminal('t1', { moreMacs: ['02:aa:00:00:00:01'], diskSerials: ['D1'] }),
      terminal('t3', { network: 'outer' }),
    );
    expect(at().map(({ everInner }) => everInner)).toEqual([true, false]);
    await stage.declare(terminal('t3', { network: 'outer' }));
    await stage.restart();
    await stage.declare(
      terminal('t3', { network: 'outer', diskSerials: ['D1'] }),
      terminal('t4', { network: 'outer', mac: '02:aa:00:00:00:01' }),
      terminal('t5', { network: 'outer' }),
    );
    expect(
      at().map(({ id, everInner, innerBefore }) => [id, everInner, innerBefore?.identity, innerBefore?.terminalId]),
    ).toEqual([
      ['t3', true, 'disk D1', 't1'],
      ['t4', true, 'mac 02:aa:00:00:00:01', 't1'],
      ['t5', false, undefined, undefined],
    ]);
    const latches = stage.records.filter(({ body }) => body.what === 'latch');
    expect(latches.map(({ subject }) => subject)).toEqual(['terminal t3', 'terminal t4']);
    await stage.restart();
    expect(stage.records.filter(({ body }) => body.what === 'latch')).toHaveLength(2);
  });

  it('holds for the asset itself when every part of it was changed', async () => {
    await stage.declare(terminal('t1'));
    await stage.declare(terminal('t1', { network: 'outer', mac: '02:bb:00:00:00:01' }));
    expect(at()[0]).toMatchObject({ network: 'outer', everInner: true, innerBefore: { identity: 'terminal t1' } });
    expect(stage.records.map(({ body }) => body.what)).toEqual(['registered', 'network-changed', 'latch']);
  });
});

describe('what switches hear', () => {
  it('is remembered by terminal, the newest of any of its cards, also over a restart', async () => {
    await stage.declare(terminal('t1', { moreMacs: ['02:aa:00:00:00:01'] }));
    const now = stage.clock.now();
    stage.custody.heard({ deviceId: 'east-sw', macs: ['02:aa:00:00:00:01', 'ff:ff:ff:00:00:00'], at: now });
    stage.custody.heard({ deviceId: 'east-sw', macs: ['02:f5:00:00:00:01'], at: now - 5_000 });
    expect(at()[0]?.lastSeenAt).toBe(now);
    stage.custody.heard({ deviceId: 'core', macs: ['02:f5:00:00:00:01'], at: now + 5_000 });
    await stage.restart();
    expect(stage.custody.find('t1')).toMatchObject({ lastSeenAt: now + 5_000, lastSeenSwitch: 'core' });
    expect(stage.records.map(({ body }) => body.what)).toEqual(['registered']);
  });
});

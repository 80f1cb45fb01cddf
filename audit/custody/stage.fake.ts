import { FakeClock } from '../../core/clock.fake.ts';
import type { City, Terminal } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore, type FakeStore } from '../../store/store.fake.ts';
import { type Approvals, createApprovals } from '../approval/approvals.ts';
import { type Custody, createCustody } from './custody.ts';
import type { Sanitisation, StepWish } from './model.ts';

export const li = { user: 'li', role: 'operator' };
export const wang = { user: 'wang', role: 'approver' };

export const wiped: Sanitisation = {
  method: 'destroy',
  technique: '硬盘粉碎',
  tool: '粉碎机 SD-3',
  verification: 'full',
  performedBy: '信息岗',
  verifiedBy: '保密岗',
  certificate: 'XH-2026-001',
};

/** A terminal of the point east, inner and in use where nothing else is said. */
export function terminal(id: string, change: Partial<Terminal> = {}): Terminal {
  const number = Number(/\d+$/.exec(id)?.[0] ?? 0);
  return {
    id,
    pointId: 'east',
    network: 'inner',
    mac: `02:f5:00:00:00:${number.toString(16).padStart(2, '0')}`,
    address: undefined,
    switchId: 'east-sw',
    port: `p${number}`,
    state: 'in-use',
    barcode: `FZ${String(number).padStart(3, '0')}`,
    ...change,
  };
}

export interface CustodyStage {
  readonly clock: FakeClock;
  readonly store: FakeStore;
  readonly records: NewRecord[];
  approvals: Approvals;
  custody: Custody;
  /** Takes these terminals for what the inventory declares now. */
  declare(...terminals: readonly Terminal[]): Promise<void>;
  /** Has a step proposed by one and approved by another; gives the reason when it was refused. */
  step(terminalId: string, event: StepWish['event'], more?: Partial<StepWish>): string | undefined;
  /** As after a restart: what is in the store is all that is known. */
  restart(): Promise<void>;
}

export async function custodyStage(): Promise<CustodyStage> {
  const clock = new FakeClock();
  const store = createFakeStore({ kinds: [], clock });
  const records: NewRecord[] = [];
  let declared: readonly Terminal[] = [];
  const stage = {
    clock,
    store,
    records,
    async declare(...terminals) {
      declared = terminals;
      await stage.custody.apply(cityWith(terminals));
    },
    step(terminalId, event, more = {}) {
      const sanitisation = ['send-to-repair', 'scrap', 'complete-record'].includes(event)
        ? { sanitisation: wiped }
        : {};
      const wish: StepWish = {
        event,
        reason: '按规定',
        date: clock.now(),
        custodian: '出纳岗',
        ...sanitisation,
        ...more,
      };
      const asked = stage.custody.propose({ terminalId, wish, by: li });
      if ('unknown' in asked) return 'unknown';
      if ('faults' in asked) return asked.faults.map(({ field, what }) => `${field} ${what.key}`).join(', ');
      if (!asked.ok) return asked.reason.key;
      const answer = stage.approvals.decide({ id: asked.proposal.id, verdict: 'approve', by: wang, note: '' });
      return answer.ok ? undefined : answer.reason.key;
    },
    async restart() {
      stage.custody?.close();
      stage.approvals?.close();
      const ledger = { append: (record: NewRecord) => void records.push(record) };
      stage.approvals = createApprovals({ store, ledger, clock });
      stage.custody = createCustody({ store, ledger, clock, approvals: stage.approvals });
      await stage.custody.start();
      await stage.approvals.start();
      await stage.custody.apply(cityWith(declared));
    },
  } as CustodyStage;
  await stage.restart();
  return stage;
}

function cityWith(terminals: readonly Terminal[]): City {
  return { terminals: new Map(terminals.map((each) => [each.id, each])) } as unknown as City;
}

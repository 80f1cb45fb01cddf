import type { Clock } from '../../core/index.ts';
import { message } from '../../core/index.ts';
import type { City, CustodySettings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { type Approvals, createApprovals } from '../approval/approvals.ts';
import type { Actor } from '../approval/model.ts';
import type { RegisterView } from '../isolation/model.ts';
import { createOpenItems, type OpenItems } from '../open-items/open-items.ts';
import type { StockTake } from '../stocktake/model.ts';
import { createStockTakes, type StockTakes } from '../stocktake/stocktakes.ts';
import { type Custody, createCustody } from './custody.ts';

const dayMs = 86_400_000;
/** Acts where no person does. */
const fangzhou: Actor = { user: 'fangzhou', role: 'system' };

/** The register of terminals with what stands around it: four eyes, stock-takes, and findings that wait for an answer. */
export interface Keeping {
  readonly approvals: Approvals;
  readonly custody: Custody;
  readonly stockTakes: StockTakes;
  readonly items: OpenItems;
  /** Takes the inventory as it is now. */
  apply(city: City): Promise<void>;
  /** What the checks of isolation know of a place. */
  registerOf(placeId: string): RegisterView;
  /** Told of every place about which the register says something else than before. */
  onChange(listener: (placeId: string) => void): void;
  close(): void;
}

export async function openKeeping(deps: {
  readonly store: Pick<Store, 'put' | 'documents' | 'record' | 'journal' | 'flush'>;
  readonly ledger: Pick<Ledger, 'append' | 'records'>;
  readonly clock: Clock;
  readonly city: City;
  readonly settings: () => { readonly custody: CustodySettings; readonly timeZone: string };
}): Promise<Keeping> {
  const { store, ledger, clock, settings } = deps;
  const listeners: ((placeId: string) => void)[] = [];
  const changed = (placeId: string): void => {
    for (const listener of listeners) listener(placeId);
  };
  const terms = () => {
    const { itemDueDays, remindBeforeDays, escalateAfterMonths } = settings().custody;
    return { dueMs: itemDueDays * dayMs, remindBeforeMs: remindBeforeDays * dayMs, escalateAfterMonths };
  };
  const approvals = createApprovals({ store, ledger, clock });
  const custody = createCustody({ store, ledger, clock, approvals });
  const timeZone = (): string => settings().timeZone;
  const stockTakes = createStockTakes({ store, ledger, clock, approvals, custody, timeZone });
  const items = createOpenItems({ store, ledger, clock, terms });

  custody.onStep((entry, { approvedBy }, effects) => {
    const { terminalId, placeId, custodian } = entry;
    const key = `terminal ${terminalId} lost`;
    if (effects.includes('open-item')) {
      const title = message('item.title.lost', { terminal: terminalId });
      const about = {
        source: 'terminal',
        placeId,
        subject: `terminal ${terminalId}`,
        responsible: custodian || settings().custody.responsible,
      } as const;
      items.raise({ key, title, severity: 'S2', by: approvedBy, ...about });
    }
    if (effects.includes('close-item')) items.settle(key, approvedBy, `terminal ${terminalId}: find`);
    changed(placeId);
  });
  stockTakes.onSigned((stockTake) => {
    raiseFindings(stockTake);
    changed(stockTake.placeId);
  });

  /** Each finding of a signed stock-take waits for an answer; those of the place that it did not find again are over. */
  function raiseFindings({ id, placeId, result, signed }: StockTake): void {
    const by = signed?.by ?? fangzhou;
    const keys = new Set<string>();
    for (const { kind, barcode, terminalId } of result?.findings ?? []) {
      const key = `stock-take ${placeId} ${kind} ${barcode}`;
      keys.add(key);
      const title = message(`item.title.${kind}`, { code: barcode, place: placeId });
      const responsible = custody.find(terminalId ?? '')?.custodian || settings().custody.responsible;
      const subject = terminalId === undefined ? `point ${placeId}` : `terminal ${terminalId}`;
      items.raise({ key, source: 'stock-take', placeId, subject, title, severity: 'S2', responsible, by });
    }
    for (const { key, source, status, placeId: where } of items.list()) {
      const over = source === 'stock-take' && where === placeId && status !== 'closed' && !keys.has(key);
      if (over) items.settle(key, by, `stock-take ${id}`);
    }
  }

  await custody.start();
  await custody.apply(deps.city);
  await stockTakes.start();
  await items.start();
  await approvals.start();

  return {
    approvals,
    custody,
    stockTakes,
    items,
    apply: (city) => custody.apply(city),
    registerOf(placeId) {
      const terminals = custody.terminalsAt(placeId);
      const here = new Set(terminals.map(({ id }) => id));
      const { unseenDays, stockTakeDays } = settings().custody;
      const stockTake = stockTakes.newestAt(placeId);
      return {
        terminals,
        elsewhere: custody.silent().filter(({ id }) => !here.has(id)),
        unseenAfterMs: unseenDays * dayMs,
        ...(stockTakeDays === undefined ? {} : { stockTakeEveryMs: stockTakeDays * dayMs }),
        ...(stockTake === undefined ? {} : { stockTake }),
      };
    },
    onChange: (listener) => void listeners.push(listener),
    close() {
      custody.close();
      stockTakes.close();
      items.close();
      approvals.close();
    },
  };
}

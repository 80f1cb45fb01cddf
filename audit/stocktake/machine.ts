import type { StockTakeStatus } from './model.ts';

export const stockEvents = ['scan', 'finish', 'sign', 'send-back', 'abandon'] as const;
export type StockEvent = (typeof stockEvents)[number];

const moves: Readonly<Record<StockTakeStatus, Partial<Record<StockEvent, StockTakeStatus>>>> = {
  counting: { scan: 'counting', finish: 'signing', abandon: 'abandoned' },
  signing: { sign: 'signed', 'send-back': 'counting' },
  signed: {},
  abandoned: {},
};

/** What a stock-take becomes; undefined when that may not happen now. Pure. */
export function moveStockTake(status: StockTakeStatus, event: StockEvent): StockTakeStatus | undefined {
  return moves[status][event];
}

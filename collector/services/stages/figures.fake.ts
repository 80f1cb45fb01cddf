/** Business figures of a test: declared in a few words, read as the hub reads them. */
import { systemClock } from '../../../core/index.ts';
import type { BusinessFigureSettings } from '../../../inventory/index.ts';
import { type FigureAsk, readFigure } from '../figures/read.ts';
import type { FigureReading } from '../model.ts';

const plain: Omit<BusinessFigureSettings, 'source'> = {
  ...{ id: 'payments', nameZh: '待支付笔数', nameEn: 'Payments waiting', serviceId: undefined, unit: '笔' },
  ...{ periodSeconds: 300, timeoutMs: 15_000, from: 'hub', valueIs: 'number', most: undefined, least: undefined },
  ...{ quietSeconds: undefined, workingFrom: undefined, workingTo: undefined },
};

/** Reads a figure, in a city that is eight hours ahead of UTC. */
export function readIt(
  given: Partial<BusinessFigureSettings> & Pick<BusinessFigureSettings, 'source'>,
  more: Pick<FigureAsk, 'signal'> = {},
): Promise<FigureReading> {
  return readFigure({
    ...{ figure: { ...plain, ...given }, vantageId: 'hub', clock: systemClock, ...more },
    wallToInstant: (wall) => wall - 8 * 3_600_000,
  });
}

/** What a reading came to: the value, or the last part of its reason. */
export function cameTo({ value, reason }: FigureReading): number | string {
  return value ?? reason?.key.split('.').at(-1) ?? '';
}

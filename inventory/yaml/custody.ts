import type { CustodySettings } from '../settings.ts';
import type { Section } from './section.ts';

const daySeconds = 86_400;

/** How long a terminal may be unseen, how often a place is counted, and when findings are asked after. */
export function readCustody(section: Section): CustodySettings {
  const days = (key: string, otherwise: string, max: string): number =>
    section.duration(key, { otherwise, min: '1d', max, unit: '1d' }) / daySeconds;
  const settings: CustodySettings = {
    unseenDays: days('unseen', '30d', '1y'),
    stockTakeDays: section.has('stock_take') ? days('stock_take', '1y', '10y') : undefined,
    responsible: section.optionalText('responsible') ?? '',
    itemDueDays: days('item_due', '30d', '1y'),
    remindBeforeDays: days('remind_before', '7d', '90d'),
    escalateAfterMonths: section.number('escalate_after_months', { otherwise: 3, min: 1, max: 24, whole: true }),
  };
  section.finish();
  return settings;
}

/** What a carrier owes: each month of a circuit held against its contract, and the credit notes that follow. */
import type { EpochMs } from '../../core/index.ts';
import type { Contract } from '../../inventory/index.ts';
import { type Month, monthsOf } from '../calendar/months.ts';
import { clip, type Interval, lengthOf } from '../intervals.ts';
import { accountOf } from './account.ts';
import { allowanceMs, isBelow } from './allowance.ts';
import type { StateSpan } from './model.ts';

/** A part of an outage within one month. */
export interface ContractOutage {
  readonly from: EpochMs;
  readonly to: EpochMs | undefined;
  readonly downMs: number;
  /** What of it lies beyond the time that the contract allows, which outages use up in the order of time. */
  readonly beyondMs: number;
}

/**
 * One month of one circuit. What nobody saw and what was announced never counts against the carrier. While a month is not over, or
 * the period holds only a part of it, all of this is so far: it can only become worse for the carrier.
 */
export interface ContractMonth extends Month {
  /** Whether the period holds the whole month. */
  readonly isWhole: boolean;
  readonly maintenanceMs: number;
  readonly unknownMs: number;
  readonly downMs: number;
  readonly allowedMs: number;
  readonly beyondMs: number;
  /** Of the month without announced work. */
  readonly availability: number;
  /** Share of the fee that goes back, 0 to 1, and how much that is, in hundredths. */
  readonly creditShare: number;
  readonly creditCents: number;
  readonly outages: readonly ContractOutage[];
  readonly verdict: 'pass' | 'fail' | 'unknown';
}

export function contractMonths(input: {
  readonly contract: Contract;
  readonly period: Interval;
  readonly timeZone: string;
  readonly spans: readonly StateSpan[];
  readonly maintenance: readonly Interval[];
}): readonly ContractMonth[] {
  return monthsOf(input.period, input.timeZone).map((month) => contractMonth(month, input));
}

function contractMonth(month: Month, input: Parameters<typeof contractMonths>[0]): ContractMonth {
  const { contract, period } = input;
  const part = { from: Math.max(month.from, period.from), to: Math.min(month.to, period.to) };
  const maintenance = clip(input.maintenance, part);
  const spans = input.spans.flatMap((span) => {
    const [from, to] = [Math.max(span.from, part.from), Math.min(span.to, part.to)];
    return to > from ? [{ state: span.state, from, to }] : [];
  });
  const { total, outages } = accountOf({ period: part, spans, maintenance, serviceHours: [], target: 0 });
  const { downMs, unknownMs } = total;
  const maintenanceMs = lengthOf(maintenance);
  const baseMs = month.to - month.from - maintenanceMs;
  const allowedMs = allowanceMs(baseMs, contract.availability);
  const isWhole = part.from === month.from && part.to === month.to;
  const credit = contract.credits.reduce(
    (most, { below, share }) => (isBelow(baseMs - downMs, baseMs, below) ? Math.max(most, share) : most),
    0,
  );
  return {
    ...month,
    isWhole,
    maintenanceMs,
    unknownMs,
    downMs,
    allowedMs,
    beyondMs: Math.max(0, downMs - allowedMs),
    availability: baseMs === 0 ? 1 : (baseMs - downMs) / baseMs,
    creditShare: credit,
    creditCents: creditOf(contract.monthlyFeeCents, credit),
    outages: beyondInOrder(outages, allowedMs, part.to < period.to ? part.to : undefined),
    verdict: downMs > allowedMs ? 'fail' : isWhole && downMs + unknownMs <= allowedMs ? 'pass' : 'unknown',
  };
}

/** Half a hundredth counts as one. The share is told in hundredths of a percent. */
function creditOf(feeCents: number, share: number): number {
  const basisPoints = BigInt(Math.round(share * 10_000));
  return Number((BigInt(feeCents) * basisPoints * 2n + 10_000n) / 20_000n);
}

/** @param cutAt where an outage that goes on into the next month is cut */
function beyondInOrder(
  outages: readonly Omit<ContractOutage, 'beyondMs'>[],
  allowedMs: number,
  cutAt: EpochMs | undefined,
): readonly ContractOutage[] {
  let left = allowedMs;
  return outages.map(({ from, to, downMs }) => {
    const covered = Math.min(left, downMs);
    left -= covered;
    return { from, to: to ?? cutAt, downMs, beyondMs: downMs - covered };
  });
}

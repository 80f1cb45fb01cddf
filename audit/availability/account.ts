import type { EpochMs } from '../../core/index.ts';
import type { Interval } from '../intervals.ts';
import { allowanceMs } from './allowance.ts';
import type { Account, Outage, StateSpan, TimeAccount } from './model.ts';
import { type Piece, piecesOf } from './pieces.ts';

type Counted = Omit<TimeAccount, 'availability'>;

/** What became of a period; spans must cover it in order, and both unions are as `unionOf` gives them. */
export function accountOf<Span extends StateSpan>(input: {
  readonly period: Interval;
  readonly spans: readonly Span[];
  readonly maintenance: readonly Interval[];
  readonly serviceHours: readonly Interval[];
  /** Share of time that is asked for, 0 to 1. */
  readonly target: number;
}): Account<Span> {
  const { period, target } = input;
  const pieces = piecesOf(input);
  const total = timeAccount(pieces);
  const outages = outagesOf(pieces, period.from);
  const failures = outages.filter(({ beganBefore }) => !beganBefore).length;
  return {
    total,
    inServiceHours: timeAccount(pieces.filter(({ inServiceHours }) => inServiceHours)),
    outages,
    failures,
    mttrMs: outages.length === 0 ? undefined : total.downMs / outages.length,
    mtbfMs: failures === 0 ? undefined : (total.upMs + total.degradedMs) / failures,
    longestUnknownMs: longestUnknown(pieces),
    target,
    budgetLeftMs: allowanceMs(total.wholeMs - total.maintenanceMs, target) - total.downMs,
  };
}

function timeAccount(pieces: readonly Piece[]): TimeAccount {
  const counted = { wholeMs: 0, upMs: 0, degradedMs: 0, downMs: 0, unknownMs: 0, maintenanceMs: 0 };
  for (const { from, to, span, isPlanned } of pieces) {
    counted.wholeMs += to - from;
    counted[isPlanned ? 'maintenanceMs' : (`${span.state}Ms` as const)] += to - from;
  }
  return withAvailability(counted);
}

/** One account of several elements together: each millisecond of each counts once. */
export function sumOf(accounts: readonly TimeAccount[]): TimeAccount {
  const sum = (of: (account: TimeAccount) => number): number => accounts.reduce((all, each) => all + of(each), 0);
  return withAvailability({
    wholeMs: sum(({ wholeMs }) => wholeMs),
    upMs: sum(({ upMs }) => upMs),
    degradedMs: sum(({ degradedMs }) => degradedMs),
    downMs: sum(({ downMs }) => downMs),
    unknownMs: sum(({ unknownMs }) => unknownMs),
    maintenanceMs: sum(({ maintenanceMs }) => maintenanceMs),
  });
}

function withAvailability(counted: Counted): TimeAccount {
  const available = counted.upMs + counted.degradedMs;
  const known = available + counted.downMs;
  return { ...counted, availability: known === 0 ? undefined : available / known };
}

function outagesOf<Span extends StateSpan>(
  pieces: readonly Piece<Span>[],
  periodFrom: EpochMs,
): readonly Outage<Span>[] {
  const outages: Outage<Span>[] = [];
  let open: Outage<Span> | undefined;
  const close = (to: EpochMs | undefined): void => {
    if (open !== undefined && open.downMs > 0) outages.push({ ...open, to });
    open = undefined;
  };
  for (const { from, to, span, isPlanned, inServiceHours } of pieces) {
    const lengthMs = to - from;
    if (span.state === 'down') {
      const none = { downMs: 0, inServiceHoursMs: 0, plannedMs: 0, unknownMs: 0 };
      open ??= { ...none, from, to: undefined, beganBefore: from === periodFrom, first: span };
      open = isPlanned
        ? { ...open, plannedMs: open.plannedMs + lengthMs }
        : {
            ...open,
            downMs: open.downMs + lengthMs,
            inServiceHoursMs: open.inServiceHoursMs + (inServiceHours ? lengthMs : 0),
          };
    } else if (span.state !== 'unknown') close(from);
    else if (open !== undefined && !isPlanned) open = { ...open, unknownMs: open.unknownMs + lengthMs };
  }
  close(undefined);
  return outages;
}

/** A stretch that nobody could see is as long whether or not service hours begin within it. */
function longestUnknown(pieces: readonly Piece[]): number {
  let [longest, running] = [0, 0];
  for (const { from, to, span, isPlanned } of pieces) {
    running = span.state === 'unknown' && !isPlanned ? running + to - from : 0;
    longest = Math.max(longest, running);
  }
  return longest;
}

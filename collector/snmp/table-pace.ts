import { unfragmentedOctets } from '../discipline/answer-size.ts';

/** How the next request of a table is made. */
export interface Pace {
  readonly verb: 'bulk' | 'next';
  readonly repetitions: number;
  /** Columns in one request, at most. */
  readonly width: number;
}

/** Octets of one varbind in an answer: OID of a table cell, its headers, a counter or a short text. */
export const octetsPerVarbind = 26;

/** The first request: all columns, so many rows that the answer is likely to fit and the end of the table is in it. */
export function firstPace({
  columns,
  expectedRows,
  maxRepetitions,
  answerOctets,
}: {
  readonly columns: number;
  readonly expectedRows: number | undefined;
  readonly maxRepetitions: number;
  readonly answerOctets: number;
}): Pace {
  const fitting = Math.floor(answerOctets / (columns * octetsPerVarbind));
  // One row more than expected shows the end of the table within the same answer.
  const wanted = expectedRows === undefined ? maxRepetitions : expectedRows + 1;
  return { verb: 'bulk', repetitions: Math.max(1, Math.min(wanted, maxRepetitions, fitting)), width: columns };
}

/** After tooBig, or an answer that makes no sense: fewer rows, then fewer columns, then plain GETNEXT; undefined when no less can be asked. */
export function narrower(pace: Pace): Pace | undefined {
  if (pace.verb === 'bulk' && pace.repetitions > 1) return { ...pace, repetitions: pace.repetitions >> 1 };
  if (pace.width > 1) return { ...pace, width: pace.width >> 1 };
  return pace.verb === 'bulk' ? { ...pace, verb: 'next' } : undefined;
}

/** After a silence: where the answer may have been lost as fragments, the same in answers that need none. */
export function unfragmented(pace: Pace): Pace | undefined {
  const octets = pace.repetitions * pace.width * octetsPerVarbind;
  if (pace.verb === 'next' || octets <= unfragmentedOctets) return undefined;
  const width = Math.min(pace.width, Math.floor(unfragmentedOctets / octetsPerVarbind));
  return { verb: 'bulk', width, repetitions: Math.max(1, Math.floor(unfragmentedOctets / (width * octetsPerVarbind))) };
}

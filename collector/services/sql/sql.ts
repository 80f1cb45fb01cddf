import { type Attempt, type AttemptAsk, bad, type Tried } from '../attempt.ts';
import { theirWords } from '../fault.ts';
import { holds, wordsOf } from '../pattern.ts';
import { rowsBy, type SqlAsk, type SqlRows, type SqlWish } from './ask.ts';
import { mysql } from './mysql.ts';
import { postgresql } from './postgresql.ts';

/** Sends one statement to the database that is wished for. @throws ProbeFault */
export function askSql(ask: SqlAsk): Promise<SqlRows> {
  return rowsBy(ask.wish.kind === 'mysql' ? mysql : postgresql, ask);
}

/** One statement; its rows are counted, and the first column of the first one is matched. @throws ProbeFault */
const trySql = async (ask: Omit<AttemptAsk, 'probe'> & { readonly probe: SqlAssertions }): Promise<Tried> => {
  const { probe } = ask;
  const rows = await askSql({ ...ask, wish: probe, timeoutMs: probe.timeoutMs });
  const { host, leastRows, mostRows, firstValue } = probe;
  const first = rows[0]?.[0];
  const values = [
    { name: 'rows', value: rows.length, unit: '' },
    ...(isNumber(first) ? [{ name: 'value', value: Number(first), unit: '' }] : []),
  ];
  const wrong =
    rows.length < leastRows || rows.length > mostRows
      ? bad('sql-rows', { host, rows: rows.length, least: leastRows, most: mostRows })
      : firstValue !== undefined && !holds(first ?? '', firstValue)
        ? bad('sql-value', { host, found: first === null ? 'NULL' : theirWords(first), expect: wordsOf(firstValue) })
        : undefined;
  return wrong === undefined ? { outcome: 'good', values } : { ...wrong.tried, failedPhase: 'answer', values };
};

interface SqlAssertions extends SqlWish {
  readonly timeoutMs: number;
  readonly leastRows: number;
  readonly mostRows: number;
  readonly firstValue: RegExp | undefined;
}

export const tryPostgresql: Attempt<'postgresql'> = trySql;
export const tryMysql: Attempt<'mysql'> = trySql;

/** A number as databases write them. */
export function isNumber(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
}

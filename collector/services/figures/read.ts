import type { Clock, Message } from '../../../core/index.ts';
import type { BusinessFigureSettings } from '../../../inventory/services/index.ts';
import { type Attempt, type AttemptAsk, bad, type HostPort } from '../attempt.ts';
import { theirWords } from '../fault.ts';
import type { FigureReading } from '../model.ts';
import { runProbe } from '../run.ts';
import { askSql } from '../sql/sql.ts';
import { asProbe } from './as-probe.ts';
import { momentOf, numberOf, type WallToInstant } from './value.ts';

export interface FigureAsk {
  readonly figure: BusinessFigureSettings;
  /** `hub`, or the light collector's id. */
  readonly vantageId: string;
  readonly clock: Clock;
  /** The city's zone: times without one are of its clocks. */
  readonly wallToInstant: WallToInstant;
  readonly signal?: AbortSignal;
  /** Where to connect for a declared place; only a lab says otherwise than the place itself. */
  readonly place?: (declared: HostPort) => HostPort;
}

/**
 * Reads a business figure once, changing nothing: the first column of a statement's first row, or what a JSON path selects. Ends within
 * its time-out and never rejects; where there is no value, the reading says why, and none of its secrets.
 */
export async function readFigure(ask: FigureAsk): Promise<FigureReading> {
  const { figure, vantageId, clock, signal, place } = ask;
  let value: number | undefined;
  const attempt: Attempt = async (attemptAsk) => {
    const found = await foundIn(figure, attemptAsk);
    value = valueIn(figure, found, ask.wallToInstant);
    return { outcome: 'good' };
  };
  const result = await runProbe({
    ...{ probe: asProbe(figure), vantageId, clock, attempt },
    ...(signal === undefined ? {} : { signal }),
    ...(place === undefined ? {} : { place }),
  });
  const told: { value: number } | { reason: Message } =
    result.outcome === 'good' && value !== undefined ? { value } : { reason: result.reason };
  return { figureId: figure.id, vantageId, at: result.startedAt, ...told };
}

/** The value as it stands there. @throws ProbeFault */
async function foundIn({ source, timeoutMs }: BusinessFigureSettings, ask: AttemptAsk): Promise<unknown> {
  if (source.kind !== 'json') {
    const rows = await askSql({ ...ask, wish: source, timeoutMs });
    if (rows.length === 0) throw bad('figure-no-row', {}, 'answer');
    return rows[0]?.[0];
  }
  const [{ walk }, { valuesAt }] = await Promise.all([import('../http/try.ts'), import('../http/assert.ts')]);
  const { last } = await walk(ask as AttemptAsk<'http'>);
  const values = last === undefined ? [] : await valuesAt(last, source.path);
  if (values.length === 0) throw bad('json-missing', { path: source.path }, 'answer');
  return values[0];
}

function valueIn({ valueIs }: BusinessFigureSettings, found: unknown, wallToInstant: WallToInstant): number {
  if (found === null || found === undefined || found === '') throw bad('figure-empty', {}, 'answer');
  const value = valueIs === 'time' ? momentOf(found, wallToInstant) : numberOf(found);
  if (value !== undefined) return value;
  const shown = theirWords(typeof found === 'string' ? found : JSON.stringify(found));
  throw bad(valueIs === 'time' ? 'figure-not-time' : 'figure-not-number', { found: shown }, 'answer');
}

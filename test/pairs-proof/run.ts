import { keepalivedPair } from '../../lab/testing/keepalived/pair.ts';
import { type Condition, type Named, prove } from './conditions.ts';
import { mariadbStage, postgresStage } from './on-databases.ts';
import { keepalivedConditions, type TimedTakeover, timeTakeovers, watchStage } from './on-keepalived.ts';
import type { Watched } from './watched.ts';

/** Beside one period: the second look that confirms, and the readings themselves. */
const besideSeconds = 5;

export interface ProofWish {
  readonly periodSeconds: number;
  readonly takeovers: number;
  /** 0 to below 1, by chance. */
  readonly chance: () => number;
  /** Part of the conditions, by words in their names; left out: all. */
  readonly only?: string | undefined;
  readonly engines?: readonly ('keepalived' | 'postgresql' | 'mariadb')[];
  readonly tell?: (line: string) => void;
}

export interface Proof {
  readonly conditions: number;
  readonly named: number;
  readonly missed: readonly string[];
  readonly namedAfterMaxSeconds: number;
  readonly takeovers: number;
  /** Takeovers that were not reported, or not timed. */
  readonly untimed: number;
  readonly rtoErrorMaxSeconds: number;
}

/** Makes every condition on real engines, and takes over so many times. */
export async function provePairs(wish: ProofWish): Promise<Proof> {
  const { periodSeconds, takeovers, chance, only = '', engines = ['keepalived', 'postgresql', 'mariadb'] } = wish;
  const tell = wish.tell ?? (() => {});
  const results: Named[] = [];
  const all = async (conditions: readonly Condition[], watch: () => Promise<Watched>): Promise<void> => {
    for (const condition of conditions.filter(({ name }) => name.includes(only))) {
      const result = await prove(condition, watch, (periodSeconds + besideSeconds) * 1000);
      results.push(result);
      const after = result.afterMs === undefined ? 'MISSED' : `${(result.afterMs / 1000).toFixed(1)} s`;
      tell(`${condition.name}: ${after} [${result.seen.join(', ')}]`);
    }
  };
  if (engines.includes('keepalived')) {
    const stage = await keepalivedPair({ version: 2, advertMs: 1_000 });
    try {
      const watch = () => watchStage(stage, periodSeconds, { periodSeconds: 0.5, timeoutSeconds: 1 });
      await all(keepalivedConditions(stage), watch);
    } finally {
      await stage.remove();
    }
  }
  for (const [name, open] of [
    ['postgresql', postgresStage],
    ['mariadb', mariadbStage],
  ] as const) {
    if (!engines.includes(name)) continue;
    const stage = await open(periodSeconds);
    try {
      await all(stage.conditions, stage.watch);
    } finally {
      await stage.close();
    }
  }
  const timed = takeovers === 0 ? [] : await timeTakeovers(takeovers, chance, { periodSeconds });
  for (const { how, errorSeconds } of timed) tell(`takeover by ${how}: ${errorSeconds?.toFixed(2) ?? 'UNTIMED'} s off`);
  return summaryOf(results, timed);
}

function summaryOf(results: readonly Named[], timed: readonly TimedTakeover[]): Proof {
  const times = results.flatMap(({ afterMs }) => afterMs ?? []);
  const errors = timed.flatMap(({ errorSeconds }) => errorSeconds ?? []);
  const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000;
  return {
    conditions: results.length,
    named: times.length,
    missed: results.flatMap(({ name, afterMs }) => (afterMs === undefined ? [name] : [])),
    namedAfterMaxSeconds: rounded(Math.max(0, ...times) / 1000),
    takeovers: timed.length,
    untimed: timed.length - errors.length,
    rtoErrorMaxSeconds: rounded(Math.max(0, ...errors)),
  };
}

import { message } from '../../../core/index.ts';
import type { HostPair } from '../../../inventory/index.ts';
import { didYouMean, exact, Refusal } from '../refusal.ts';
import { type PairFault, type PairVerb, pairFaultOf } from './catalogue.ts';

/** Pairs that there are, each with how it stands by. */
export type PairTargets = ReadonlyMap<string, HostPair['standby']>;

/** Remedies name this many pairs. */
const namedPairs = 8;

/** What a word makes of a verb: a pair that such a thing can happen to, or which could. */
export function pairFaultFrom(verb: PairVerb, typed: string, pairs: PairTargets): PairFault | Refusal {
  const { standbys } = pairFaultOf(verb);
  const fitting = [...pairs].filter(([, standby]) => standbys.includes(standby)).map(([id]) => id);
  const pairId = exact(typed, fitting);
  if (pairId !== undefined) return { verb, pairId };
  const known = exact(typed, pairs.keys());
  const remedy = message('lab.command.unknown-pair.remedy', { pairs: fitting.slice(0, namedPairs).join(', ') || '-' });
  return known === undefined
    ? new Refusal(message('lab.command.unknown-pair', { typed }), didYouMean(typed, fitting, remedy))
    : new Refusal(message('lab.command.wrong-pair', { verb, pair: known }), remedy);
}

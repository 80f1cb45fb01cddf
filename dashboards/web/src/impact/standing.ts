import type { WireImpact, WireImpactElement } from '../../../../api/wire-impact.ts';
import { keyOf } from './picks.ts';

/** How a service or a point stands: the worst of what is true of it. */
export type Word = 'lost' | 'part' | 'no-login' | 'risk' | 'unknown' | 'served';

export interface Standing {
  readonly word: Word;
  /** How many of how many are lost: services of a point, points of a service. */
  readonly lost: number;
  readonly all: number;
}

/** What the drawing shows of an impact, by the key of each element. */
export interface ImpactLook {
  /** Of services and points; undefined: nothing is wrong with it. */
  of(element: WireImpactElement): Standing | undefined;
  failed(element: WireImpactElement): 'now' | 'supposed' | undefined;
}

/** Pure; made once for each answer of the server. */
export function lookOf(impact: WireImpact | undefined): ImpactLook {
  const standings = new Map<string, Standing>();
  const failed = new Map<string, 'now' | 'supposed'>();
  for (const { isSupposed, ...element } of impact?.failed ?? [])
    failed.set(keyOf(element), isSupposed ? 'supposed' : 'now');
  for (const { id, services, lost, noLogin, atRisk, unknown } of impact?.points ?? []) {
    const counts = { lost: lost.length, noLogin: noLogin.length, atRisk: atRisk.length, unknown: unknown.length };
    standings.set(`point:${id}`, standingOf(counts, services));
  }
  for (const { id, points, ...counts } of impact?.services ?? [])
    standings.set(`service:${id}`, standingOf(counts, points));
  return { of: (element) => standings.get(keyOf(element)), failed: (element) => failed.get(keyOf(element)) };
}

interface Counts {
  readonly lost: number;
  readonly noLogin: number;
  readonly atRisk: number;
  readonly unknown: number;
}

function standingOf({ lost, noLogin, atRisk, unknown }: Counts, all: number): Standing {
  const words: readonly (readonly [boolean, Word])[] = [
    [lost === all, 'lost'],
    // Where single sign-on itself is all that is lost, what matters is that nobody gets in.
    [noLogin > lost, 'no-login'],
    [lost > 0, 'part'],
    [noLogin > 0, 'no-login'],
    [unknown > 0, 'unknown'],
    [atRisk > 0, 'risk'],
  ];
  return { word: words.find(([holds]) => holds)?.[1] ?? 'served', lost, all };
}

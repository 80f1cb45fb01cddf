import type { CanaryAnswer, CanaryResult } from '../../../collector/index.ts';
import type { Inside } from '../inside.ts';
import type { ProbeRun } from '../model.ts';

/**
 * What one try means. A proved answer is a leak, and so is a router on the way that the internet routes. Anything else that came from no
 * declared place is a lead: somebody routes or answers there whom nobody declared. Silence, and a refusal by one of our own, is what
 * should be.
 */
export function runOf(
  result: CanaryResult,
  options: {
    readonly placeId: string;
    readonly collectorId: string;
    readonly commitment: number;
    readonly inside: Inside;
  },
): ProbeRun {
  const { protocol, startedAt: at, targetId, target, nonce, answer, control } = result;
  const { inside, ...own } = options;
  return {
    ...own,
    protocol,
    at,
    target: `${targetId} ${target.address}${target.port > 0 ? `:${target.port}` : ''}`,
    nonce,
    outcome: outcomeOf(answer, inside),
    detail: answer.detail,
    control:
      control === undefined
        ? { target: '', outcome: 'not-run' }
        : { target: control.target, outcome: controlOf(control.answer) },
    targetAlive: undefined,
  };
}

function outcomeOf({ outcome, from, hops = [] }: CanaryAnswer, { sideOf }: Inside): ProbeRun['outcome'] {
  if (outcome === 'proved') return 'leaked';
  if (outcome === 'not-run') return 'not-run';
  if (hops.some((hop) => sideOf(hop) === 'global')) return 'leaked';
  if (hops.some((hop) => isStranger(sideOf(hop)))) return 'lead';
  if (hops.length > 0) return 'blocked';
  if (outcome === 'answered') return 'lead';
  return outcome === 'refused' && from !== undefined && isStranger(sideOf(from)) ? 'lead' : 'blocked';
}

function isStranger(side: ReturnType<Inside['sideOf']>): boolean {
  return side !== 'inner' && side !== 'link';
}

function controlOf({ outcome }: CanaryAnswer): ProbeRun['control']['outcome'] {
  if (outcome === 'not-run') return 'not-run';
  return outcome === 'proved' || outcome === 'answered' ? 'reached' : 'failed';
}

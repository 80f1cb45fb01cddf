import { message } from '../../core/index.ts';
import { behindField, type Judgement, type Known, mergeBehind } from './judgement.ts';
import type { Named } from './point.ts';

/**
 * A district's roll-up, which never hides an unknown: its count stands in the reason of every state but up.
 * - Down: its aggregation is down and no point answers, or every point is down.
 * - Degraded: anything in it is down or degraded.
 * - Unknown: nothing is known to be broken, but something cannot be seen.
 */
export function judgeDistrict(input: {
  readonly aggregation: readonly Named[];
  readonly points: readonly Named[];
  readonly pairs: readonly Named[];
}): Judgement {
  const { aggregation, points, pairs } = input;
  const all = [...aggregation, ...points, ...pairs];
  if (all.length === 0) return { state: 'unknown', reason: message('audit.district.empty') };
  const count = (elements: readonly Named[], word: Known['state']): number =>
    elements.filter((element) => element.known.state === word).length;
  const answering = count(points, 'up') + count(points, 'degraded');
  const deadSwitches = count(aggregation, 'down');
  if (deadSwitches > 0 && deadSwitches === aggregation.length && answering === 0) {
    const names = aggregation.map((device) => device.id).join(', ');
    return { state: 'down', reason: message('audit.district.aggregation-down', { devices: names }) };
  }
  if (points.length > 0 && count(points, 'down') === points.length) {
    return { state: 'down', reason: message('audit.district.points-down', { points: points.length }) };
  }
  const params = { down: count(all, 'down'), degraded: count(all, 'degraded'), unknown: count(all, 'unknown') };
  if (params.down + params.degraded > 0) return { state: 'degraded', reason: message('audit.district.parts', params) };
  if (params.unknown > 0) {
    const hidden = all.filter((element) => element.known.state === 'unknown');
    const everyHidden = hidden.length === all.length;
    const behind = everyHidden ? mergeBehind(...hidden.map((element) => element.known.behind)) : [];
    return {
      state: 'unknown',
      reason: message('audit.district.unknown', { unknown: params.unknown }),
      ...behindField(behind),
    };
  }
  return { state: 'up', reason: message('audit.district.up') };
}

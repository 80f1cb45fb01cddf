import { message } from '../../core/index.ts';
import { behindField, type Judgement, mergeBehind } from './judgement.ts';
import type { Named } from './point.ts';

/**
 * A hot-standby pair's state, from its two hosts. Both up: up. One down: degraded, nothing stands by. Both down: down.
 * A member that cannot be seen makes it unknown: whether anything stands by is not known.
 */
export function judgePair(a: Named, b: Named): Judgement {
  const members = [a, b];
  const down = members.filter((member) => member.known.state === 'down');
  const hidden = members.filter((member) => member.known.state === 'unknown');
  if (down.length === 2) return { state: 'down', reason: message('audit.pair.down') };
  if (hidden.length > 0) {
    const key = down.length > 0 ? 'audit.pair.down-and-unknown' : 'audit.pair.member-unknown';
    const params = {
      member: hidden.map((member) => member.id).join(', '),
      down: down.map((member) => member.id).join(', '),
    };
    return {
      state: 'unknown',
      reason: message(key, params),
      ...behindField(mergeBehind(...hidden.map((member) => member.known.behind))),
    };
  }
  const dead = down[0];
  if (dead !== undefined) return { state: 'degraded', reason: message('audit.pair.no-standby', { member: dead.id }) };
  const weak = members.find((member) => member.known.state === 'degraded');
  if (weak !== undefined)
    return { state: 'degraded', reason: message('audit.pair.member-degraded', { member: weak.id }) };
  return { state: 'up', reason: message('audit.pair.up') };
}

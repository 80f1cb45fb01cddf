import { message } from '../../core/index.ts';
import { behindField, type Judgement, type Known, mergeBehind } from './judgement.ts';

/** An element beside its name, for reasons. */
export interface Named {
  readonly id: string;
  readonly known: Known;
}

/**
 * A point's state.
 * - All its links down: down. Its UTM down: down; only degraded while something behind that UTM still answers.
 * - UTM not seen: unknown, behind what hides it.
 * - UTM answers: degraded when a link or a device is down; unknown when one cannot be seen (never hidden); degraded when
 *   one is degraded; else up.
 */
export function judgePoint(input: {
  readonly gateways: readonly Named[];
  readonly links: readonly Named[];
  readonly others: readonly Named[];
}): Judgement {
  const { gateways, links, others } = input;
  if (gateways.length === 0) return { state: 'unknown', reason: message('audit.point.no-utm') };
  const is = (word: Known['state']) => (element: Named) => element.known.state === word;
  const answers = (element: Named): boolean => element.known.state === 'up' || element.known.state === 'degraded';
  const names = (elements: readonly Named[]): string => elements.map((element) => element.id).join(', ');

  const deadLinks = links.filter(is('down'));
  if (links.length > 0 && deadLinks.length === links.length) {
    return { state: 'down', reason: message('audit.point.links-down', { links: names(deadLinks) }) };
  }
  const answering = gateways.filter(answers);
  const deadGateways = gateways.filter(is('down'));
  if (deadGateways.length === gateways.length) {
    const alive = others.filter(answers);
    if (alive.length === 0)
      return { state: 'down', reason: message('audit.point.utm-down', { utm: names(deadGateways) }) };
    return {
      state: 'degraded',
      reason: message('audit.point.utm-mute', { utm: names(deadGateways), alive: names(alive) }),
    };
  }
  if (answering.length === 0) {
    const hidden = gateways.find(is('unknown')) ?? gateways[0];
    const behind = mergeBehind(...gateways.map((gateway) => gateway.known.behind));
    return { state: 'unknown', reason: hidden?.known.reason ?? message('audit.not-observed'), ...behindField(behind) };
  }
  const rest = [...gateways, ...others];
  if (deadLinks.length > 0) {
    const reason = message('audit.point.link-down', { links: names(deadLinks) });
    return { state: 'degraded', reason };
  }
  const dead = rest.filter(is('down'));
  if (dead.length > 0)
    return { state: 'degraded', reason: message('audit.point.device-down', { devices: names(dead) }) };
  const hidden = [...links, ...rest].filter(is('unknown'));
  if (hidden.length > 0) {
    const behind = mergeBehind(...hidden.map((element) => element.known.behind));
    return {
      state: 'unknown',
      reason: message('audit.point.part-unknown', { parts: names(hidden) }),
      ...behindField(behind),
    };
  }
  const weak = [...links, ...rest].filter(is('degraded'));
  if (weak.length > 0)
    return { state: 'degraded', reason: message('audit.point.part-degraded', { parts: names(weak) }) };
  return { state: 'up', reason: message('audit.point.up') };
}

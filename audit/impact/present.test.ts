import { describe, expect, it } from 'vitest';
import { referenceCity } from '../city.fake.ts';
import type { StateWord } from '../state/model.ts';
import { impactGraphOf } from './graph.ts';
import { presentImpact, type Sight } from './present.ts';

const city = referenceCity();
const graph = impactGraphOf(city);

/** Everything up but for what is named, by `kind id`. */
function sight(words: Readonly<Record<string, StateWord>>, more: Omit<Sight, 'state'> = {}): Sight {
  return { state: (kind, id) => ({ state: words[`${kind} ${id}`] ?? 'up' }), ...more };
}
const names = (refs: readonly { readonly kind: string; readonly id: string }[]) =>
  refs.map(({ kind, id }) => `${kind} ${id}`);

describe('what is lost now', () => {
  it('is nothing while all is up', () => {
    expect(presentImpact(graph, sight({}))).toMatchObject({
      failed: [],
      lost: [],
      noLogin: [],
      atRisk: [],
      unknown: [],
    });
  });

  it('follows the states of links and devices, and what hides behind them is no failure of its own', () => {
    const { failed, lost, unknown, pointIds } = presentImpact(
      graph,
      sight({ 'link F04': 'down', 'device rulin-1-utm': 'unknown', 'device rulin-1-sw': 'unknown' }),
    );
    expect(names(failed)).toEqual(['link F04']);
    expect(pointIds).toEqual(['rulin-1']);
    expect(lost).toHaveLength(9);
    expect(unknown).toEqual([]);
  });

  it('does not take silence for death where something behind answers', () => {
    const mute = presentImpact(graph, sight({ 'device rulin-1-utm': 'down', 'device jintan-agg-1': 'down' }));
    expect(mute).toMatchObject({ failed: [], lost: [], unknown: [] });
    const dead = presentImpact(graph, sight({ 'device rulin-1-utm': 'down', 'device rulin-1-sw': 'unknown' }));
    expect(dead.pointIds).toEqual(['rulin-1']);
  });

  it('never counts as served what cannot be seen', () => {
    const { lost, unknown } = presentImpact(graph, sight({ 'device rulin-1-sw': 'unknown', 'link F05': 'unknown' }));
    expect(lost).toEqual([]);
    // The only link of a point whose UTM answers works; a switch that nobody sees is in doubt.
    expect(new Set(unknown.map(({ pointId }) => pointId))).toEqual(new Set(['rulin-1']));
    const core = sight({
      'device city-core-1': 'down',
      'device city-sso-a': 'unknown',
      'device city-sso-b': 'unknown',
    });
    const hidden: Sight = {
      state: (kind, id) => (core.state(kind, id)?.state === 'down' ? { state: 'down' } : { state: 'unknown' }),
    };
    const alone = presentImpact(graph, hidden);
    expect(alone.serviceIds).toEqual(['city-sso']);
    expect(alone.noLogin).toEqual([]);
    expect(alone.unknown).toHaveLength(63 * 8);
  });

  it('believes a pair that serves more than its silent hosts, and one that serves nobody more than its living ones', () => {
    const silent = { 'device wujin-app-a': 'down', 'device wujin-app-b': 'down' } as const;
    expect(presentImpact(graph, sight(silent)).serviceIds).toHaveLength(8);
    expect(presentImpact(graph, sight(silent, { pair: () => 'serves' })).lost).toEqual([]);
    const down = presentImpact(graph, sight({}, { pair: (id) => (id === 'wujin-app' ? 'down' : undefined) }));
    expect(names(down.failed)).toEqual(['pair wujin-app']);
    expect(down.serviceIds).toHaveLength(8);
  });

  it('takes a service for lost that answers nobody', () => {
    const { serviceIds } = presentImpact(
      graph,
      sight({}, { service: (id) => (id === 'jintan-oa' ? 'down' : 'unknown') }),
    );
    expect(serviceIds).toEqual(['jintan-oa']);
  });
});

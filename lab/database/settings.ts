import type { AgentTarget, City, PairSettings, PairsSettings } from '../../inventory/index.ts';
import type { DatabaseAccess } from './model.ts';

/**
 * The settings of pairs with the lab's databases in them: where each member's answers, and by which account. What was declared beside
 * stays.
 */
export function withLabDatabases(
  settings: PairsSettings,
  city: City,
  lab: { readonly targets: ReadonlyMap<string, AgentTarget>; readonly access: DatabaseAccess },
): PairsSettings {
  const pairs = new Map(settings.pairs);
  for (const pair of city.hostPairs.values()) {
    const endpoints = [pair.memberA, pair.memberB].flatMap((id) => {
      const target = lab.targets.get(id);
      return target === undefined ? [] : ([[id, target]] as const);
    });
    if (endpoints.length === 0) continue;
    const declared: PairSettings = settings.pairs.get(pair.id) ?? { ...settings.defaults, pairId: pair.id };
    pairs.set(pair.id, {
      ...declared,
      postgresql: { ...lab.access, port: 5432, tls: 'off', authority: undefined },
      endpoints: new Map([...declared.endpoints, ...endpoints]),
    });
  }
  return { ...settings, pairs };
}

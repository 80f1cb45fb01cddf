import type { AgentTarget, City, PairProbeSettings, PairSettings, PairsSettings } from '../../../inventory/index.ts';

/**
 * The settings of a city's pairs for the lab: services are tried where the lab serves them, and the first member of a VRRP pair is at
 * home. What the settings say of a pair already stays, but for its probes.
 */
export function withLabPairs(
  settings: PairsSettings,
  { city, services }: { readonly city: City; readonly services: ReadonlyMap<string, AgentTarget> },
): PairsSettings {
  const pairs = new Map<string, PairSettings>(settings.pairs);
  for (const { id, memberA } of city.hostPairs.values()) {
    const target = services.get(id);
    if (target === undefined) continue;
    const declared = pairs.get(id) ?? { ...settings.defaults, pairId: id };
    pairs.set(id, { ...declared, home: declared.home ?? memberA, probes: [probeOf(target)] });
  }
  return { ...settings, pairs };
}

function probeOf({ host, port }: AgentTarget): PairProbeSettings {
  return {
    id: 'service',
    kind: 'http',
    host,
    port,
    url: undefined,
    expect: 'ready',
    memberHeader: 'x-member',
    authority: undefined,
    insecure: false,
  };
}

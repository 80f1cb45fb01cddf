import { isDeepStrictEqual } from 'node:util';
import type { ServiceStanding } from '../audit/index.ts';
import { type Clock, type EpochMs, message } from '../core/index.ts';
import type { City } from '../inventory/index.ts';
import { type ServiceTrouble, serviceTroubles } from './conditions/service-down.ts';
import type { Incident, IncidentEvent } from './incident.ts';
import { troubleOf } from './notice-key.ts';
import type { Kept, Register } from './register.ts';
import type { Suppression } from './suppression.ts';

/** What the engine does for these alerts. */
export interface ServiceAlertsDeps {
  readonly register: Pick<Register, 'open' | 'openOf' | 'setSources'>;
  readonly clock: Clock;
  readonly city: City;
  /** So long nothing is raised: polls may tell what is behind it. */
  readonly holdMs: number;
  readonly suppression: Suppression;
  /** When another incident, or one that it shares, last explained a service; kept up to date here. */
  readonly explainedAt: Map<string, EpochMs>;
  readonly raise: (trouble: ServiceTrouble) => void;
  readonly update: (id: string, patch: Partial<Omit<Incident, 'id' | 'history'>>, event: IncidentEvent) => void;
  readonly clear: (kept: Kept, extra?: Pick<IncidentEvent, 'note' | 'message'>) => void;
}

const isOurs = ({ incident: { condition } }: Kept): boolean =>
  condition === 'service-down' || condition === 'service-slow';

/**
 * Brings incidents of services to what the standings say: raises what is new, keeps what stays, clears what is over, and folds what
 * another incident explains by now.
 */
export function judgeServices(services: readonly ServiceStanding[], deps: ServiceAlertsDeps): void {
  const { register, clock, city, suppression, holdMs, explainedAt } = deps;
  const open = register.open().map(({ incident }) => incident);
  const scene = { city, now: clock.now(), holdMs, open, explainedAt };
  // What waits for single sign-on is explained as soon as that has been raised, in the same turn.
  const first = serviceTroubles(services, scene);
  settle(first);
  const second = serviceTroubles(services, { ...scene, open: register.open().map(({ incident }) => incident) });
  if (second.explained.size !== first.explained.size) settle(second);
  const down = new Set(services.flatMap(({ serviceId, state }) => (state === 'up' ? [] : [serviceId])));
  for (const id of explainedAt.keys()) if (!down.has(id)) explainedAt.delete(id);
  // Those of one shared trouble come back one by one: what is left of it is not a trouble of each.
  const shared = second.troubles.flatMap(({ topic, sources }) => (topic === undefined ? sources : []));
  for (const id of [...second.explained.keys(), ...shared]) explainedAt.set(id, scene.now);

  function settle({ troubles, explained, undecided }: typeof first): void {
    const wanted = new Map(troubles.map((trouble) => [troubleOf(trouble), trouble]));
    for (const kept of register.open().filter(isOurs)) {
      const { incident, sources } = kept;
      if (wanted.has(troubleOf(incident)) || sources.some((id) => undecided.has(id))) continue;
      const [cause] = sources.flatMap((id) => explained.get(id) ?? []);
      if (cause === undefined) deps.clear(kept);
      else deps.clear(kept, { note: cause, message: message('alerts.folded', { incident: cause }) });
    }
    for (const held of suppression.list()) {
      if (held.condition !== 'service-down' && held.condition !== 'service-slow') continue;
      if (!wanted.has(troubleOf(held))) suppression.drop(held);
    }
    for (const trouble of troubles) {
      const known = register.openOf(trouble.condition, trouble.root, trouble.topic);
      if (known === undefined) deps.raise(trouble);
      else renew(known, trouble);
    }
  }

  function renew(
    { incident, sources }: Kept,
    { details = [], affected, losses, sources: newSources }: ServiceTrouble,
  ): void {
    if (!isDeepStrictEqual(sources, newSources)) register.setSources(incident.id, newSources);
    const isSame = isDeepStrictEqual(details, incident.details ?? []) && isDeepStrictEqual(affected, incident.affected);
    if (!isSame) deps.update(incident.id, { details, affected, losses }, { at: clock.now(), what: 'affected-changed' });
  }
}

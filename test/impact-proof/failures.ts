import type { ImpactElement } from '../../audit/index.ts';
import type { City } from '../../inventory/index.ts';

/** Something that fails: what the lab is told, and what it is in the inventory. */
export interface Failure {
  readonly commands: readonly string[];
  readonly elements: readonly ImpactElement[];
}

type Pick = <T>(some: readonly T[]) => T;

const device = (id: string): Failure => ({ commands: [`down ${id}`], elements: [{ kind: 'device', id }] });
const link = (id: string): Failure => ({ commands: [`cut ${id}`], elements: [{ kind: 'link', id }] });
const both = (...failures: readonly Failure[]): Failure => ({
  commands: failures.flatMap(({ commands }) => commands),
  elements: failures.flatMap(({ elements }) => elements),
});

/** Failures of a city by chance; half of them are of one element, the others of several that may or may not belong together. */
export function failuresOf(city: City, chance: () => number): () => Failure {
  const pick: Pick = (some) => {
    const one = some[Math.floor(chance() * some.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  };
  const devices = [...city.devices.values()];
  const gear = devices.filter(({ kind }) => kind !== 'host').map(({ id }) => id);
  const centres = devices.filter(({ kind, pointId }) => kind !== 'host' && pointId === undefined).map(({ id }) => id);
  const hosts = devices.filter(({ kind }) => kind === 'host').map(({ id }) => id);
  const links = [...city.links.values()];
  const dual = [...Map.groupBy(links, ({ pointId }) => pointId).values()].filter((some) => some.length > 1);
  const pairs = [...city.hostPairs.values()];
  const moved = pairs.filter(({ standby }) => standby === 'vrrp');
  const services = [...city.services.values()];
  const pairDead = (): Failure => {
    const { memberA, memberB } = pick(pairs);
    return both(device(memberA), device(memberB));
  };
  const nobodyServes = (): Failure => {
    const { id } = pick(moved);
    return { commands: [`no-master ${id}`], elements: [{ kind: 'pair', id }] };
  };
  const stopped = (): Failure => {
    const { id, system } = pick(services);
    const command = system === 'sso' ? 'sso-down' : `service-down ${id}`;
    return { commands: [command], elements: [{ kind: 'service', id }] };
  };
  const single: readonly (() => Failure)[] = [
    () => link(pick(links).id),
    () => device(pick(gear)),
    () => device(pick(centres)),
    () => device(pick(hosts)),
    stopped,
  ];
  const double: readonly (() => Failure)[] = [
    pairDead,
    nobodyServes,
    () => both(...pick(dual).map(({ id }) => link(id))),
    () => both(link(pick(pick(dual)).id), device(pick(gear))),
    () => both(pick(single)(), pick(single)()),
    () => both(pairDead(), pick(single)()),
    () => both(...Array.from({ length: 4 }, () => pick(single)())),
  ];
  return () => pick(chance() < 0.5 ? single : double)();
}

import { message } from '../../core/index.ts';
import type { Service } from '../../inventory/index.ts';
import type { ImpactElement } from '../impact/model.ts';
import type { StateWord } from '../state/model.ts';
import {
  hubVantage,
  type ProbeStanding,
  type ServiceSight,
  type ServiceStanding,
  type VantageStanding,
} from './model.ts';

type Known = Omit<VantageStanding, 'vantageId'>;

/** The worst first: what cannot be told is never hidden by what is well. */
const worstFirst: readonly StateWord[] = ['down', 'unknown', 'degraded', 'up'];
const rank = ({ state }: { readonly state: StateWord }): number => worstFirst.indexOf(state);

/** A service as each place sees it, in the order of the probes. */
export function judgeVantages(probes: readonly ProbeStanding[]): readonly VantageStanding[] {
  return [...Map.groupBy(probes, ({ vantageId }) => vantageId)].map(([vantageId, own]) => {
    // A certificate that nobody could look at does not make the service unknown: others try the service itself.
    const telling = own.filter(({ kind, state }) => kind !== 'tls' || state !== 'unknown');
    const [worst] = (telling.length === 0 ? own : telling).toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
    return { vantageId, ...knownOf(worst ?? nothing, own) };
  });
}

const nothing: Known = { state: 'unknown', reason: message('services.state.no-probe'), since: 0, observedAt: 0 };

function knownOf(worst: Known, all: readonly Known[]): Known {
  const { state, reason, since, failedPhase } = worst;
  const observedAt = all.reduce((newest, each) => Math.max(newest, each.observedAt), 0);
  return { state, reason, since, observedAt, ...(failedPhase === undefined ? {} : { failedPhase }) };
}

/**
 * A service as all places together see it. Down where nobody reaches it; where one place reaches it and another does not, the
 * service itself works and is degraded, for what is between them is not its fault. What nobody could see is unknown.
 */
export function judgeService(
  serviceId: string,
  vantages: readonly VantageStanding[],
): Omit<ServiceStanding, 'root' | 'vantages'> {
  const is = (...words: readonly StateWord[]) => vantages.filter(({ state }) => words.includes(state));
  const [down, served] = [is('down'), is('up', 'degraded')];
  const all = (decides: Known) => ({ serviceId, ...knownOf(decides, vantages) });
  const first = (list: readonly VantageStanding[]) =>
    list.find(({ vantageId }) => vantageId === hubVantage) ?? list.toSorted((a, b) => a.since - b.since)[0];
  const [loser, server] = [first(down), first(served)];
  if (loser !== undefined && server !== undefined) {
    const params = { from: placesOf(down), reached: placesOf(served) };
    const reason = message('services.state.not-everywhere', params);
    return all({ state: 'degraded', reason, since: Math.max(loser.since, server.since), observedAt: 0 });
  }
  if (loser !== undefined) return all(loser);
  if (server === undefined) return all(first(vantages) ?? nothing);
  return all(first(served.filter(({ state }) => state === 'degraded')) ?? server);
}

const namedPlaces = 5;
function placesOf(vantages: readonly VantageStanding[]): string {
  const names = vantages.map(({ vantageId }) => vantageId);
  return names.length > namedPlaces ? `${names.slice(0, namedPlaces).join(', ')}, …` : names.join(', ');
}

/**
 * What is behind a service that is down: single sign-on where the login fails and single sign-on is down too, then its pairs, or
 * what hides them; undefined: nothing but itself is known.
 */
export function rootOf(
  service: Service,
  { failedPhase }: Pick<ServiceStanding, 'failedPhase'>,
  sight: ServiceSight & { readonly downSignOn: string | undefined },
): ImpactElement | undefined {
  const { downSignOn } = sight;
  if (failedPhase === 'login' && downSignOn !== undefined && downSignOn !== service.id) {
    return { kind: 'service', id: downSignOn };
  }
  for (const id of [service.appPairId, service.dbPairId]) {
    if (id === undefined) continue;
    const pair = sight.state('pair', id);
    const [above] = pair?.behind ?? [];
    if (above !== undefined) return above;
    if (pair?.state === 'down' || sight.isPairDead(id)) return { kind: 'pair', id };
  }
  return undefined;
}

import {
  blameOf,
  type ElementRef,
  type Impact,
  type ImpactElement,
  impactGraphOf,
  presentFailures,
  type StateChange,
  type StateView,
} from '../audit/index.ts';
import { type Message, message } from '../core/index.ts';
import type { City } from '../inventory/index.ts';
import type { Incident, IncidentLosses } from './incident.ts';
import { suppresses } from './traits.ts';

type Trouble = Pick<Incident, 'condition' | 'root' | 'topic'>;

/** Troubles of a pair by which nobody is served through it. */
const servesNobody: readonly (string | undefined)[] = ['no-holder', 'service-down'];

/** What of a trouble may take services from points; undefined: it is no failure of anything that serves. */
function failureOf({ condition, root, topic }: Trouble): ElementRef | undefined {
  if (suppresses(condition)) return root;
  return condition === 'pair-at-risk' && servesNobody.includes(topic) ? root : undefined;
}

/** Pairs by which nobody is served, of these troubles. */
export function downPairsOf(open: readonly Trouble[]): ReadonlySet<string> {
  return new Set(
    open.flatMap((trouble) => (trouble.condition === 'pair-at-risk' ? (failureOf(trouble)?.id ?? []) : [])),
  );
}

/**
 * What troubles take from points now, each what it takes by itself or together with the others that are there. Undefined: nothing. A device
 * whose agent alone is silent takes nothing.
 */
export function lossesNow(
  states: StateView,
  downPairs: ReadonlySet<string>,
): (trouble: Trouble) => IncidentLosses | undefined {
  const { topology } = states;
  const { failed } = presentFailures(topology, {
    state: (kind, id) => states.peek(kind, id),
    pair: (id) => (downPairs.has(id) ? 'down' : undefined),
  });
  const keys = new Set(failed.map(keyOf));
  const blame = blameOf(impactGraphOf(topology.city), failed);
  return (trouble) => {
    const root = failureOf(trouble);
    return root === undefined || !keys.has(keyOf(root)) ? undefined : namedLosses(blame(root), topology.city);
  };
}

/** Whether a change of state may change what a trouble takes: what failed or came back serves the same points, or proves that it carries. */
export function mayMatter({ before, after }: StateChange, trouble: Trouble, { topology }: StateView): boolean {
  const root = failureOf(trouble);
  if (root === undefined || (after.kind !== 'device' && after.kind !== 'link')) return false;
  if (after.kind === 'device' && topology.waysTo(after.id).some(({ deviceId }) => deviceId === root.id)) return true;
  if ((before?.state === 'down') === (after.state === 'down')) return false;
  return impactGraphOf(topology.city).shareViews(root, after);
}

const keyOf = ({ kind, id }: ImpactElement): string => `${kind} ${id}`;

/** With names as they are now; undefined: nothing is lost. */
export function namedLosses(impact: Impact, city: City): IncidentLosses | undefined {
  const { lost, noLogin, atRisk, pointIds, officeIds, serviceIds } = impact;
  if (lost.length + noLogin.length + atRisk.length === 0) return undefined;
  return {
    views: lost.length,
    noLogin: noLogin.length,
    atRisk: atRisk.length,
    pointIds,
    offices: officeIds.map((id) => ({ id, nameZh: city.offices.get(id)?.nameZh ?? id })),
    services: serviceIds.map((id) => {
      const { nameZh = id, nameEn = id } = city.services.get(id) ?? {};
      return { id, nameZh, nameEn };
    }),
  };
}

/** Everything that either names, each once; of counts the larger. */
export function unionOfLosses(
  a: IncidentLosses | undefined,
  b: IncidentLosses | undefined,
): IncidentLosses | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const byId = <T extends { readonly id: string }>(some: readonly T[]) => [
    ...new Map(some.map((each) => [each.id, each])).values(),
  ];
  return {
    views: Math.max(a.views, b.views),
    noLogin: Math.max(a.noLogin, b.noLogin),
    atRisk: Math.max(a.atRisk, b.atRisk),
    pointIds: [...new Set([...a.pointIds, ...b.pointIds])],
    offices: byId([...a.offices, ...b.offices]),
    services: byId([...a.services, ...b.services]),
  };
}

/** Offices that a sentence names; all are in the losses themselves. */
const namedOffices = 3;

/** In one sentence, for a notice. */
export function lossesText({ views, noLogin, atRisk, pointIds, offices, services }: IncidentLosses): Message {
  if (views === 0)
    return noLogin > 0 ? message('alerts.losses.no-login', { noLogin }) : message('alerts.losses.at-risk', { atRisk });
  const named = offices.slice(0, namedOffices).map(({ nameZh }) => nameZh);
  const list = [...named, ...(offices.length > named.length ? ['…'] : [])].join('、');
  const params = { points: pointIds.length, services: services.length, offices: list };
  return noLogin === 0
    ? message('alerts.losses.lost', params)
    : message('alerts.losses.lost-and-no-login', { ...params, noLogin });
}

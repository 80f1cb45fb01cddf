import type { Incident, SuppressedTrouble } from '../../alerts/index.ts';
import type { FigureStanding, ProbeStanding, ServiceStanding, StateWord, ViewStanding } from '../../audit/index.ts';
import type { Clock } from '../../core/index.ts';
import type { City, ServicesSettings } from '../../inventory/index.ts';
import type { MaintenancePort, ServicesPort } from '../ports.ts';
import type {
  WireCounts,
  WireFigure,
  WireProbe,
  WireService,
  WireServiceDetail,
  WireServices,
  WireSuppressed,
  WireView,
} from '../wire-services.ts';
import { isoTime } from './element.ts';
import { wireIncident } from './incidents.ts';

/** Where services are seen. */
export interface ServiceSources {
  readonly services: ServicesPort;
  readonly city: City;
  readonly settings: ServicesSettings;
  readonly maintenance: MaintenancePort | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

const isoOrNull = (at: number): string | null => (at === 0 ? null : isoTime(at));

export function countStates(list: Iterable<{ readonly state: StateWord }>): WireCounts {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const { state } of list) counts[state] += 1;
  return counts;
}

export function wireServices(from: ServiceSources): WireServices {
  const { services, city, clock, maintenance, settings } = from;
  const views = services.views();
  const byService = Map.groupBy(views, ({ serviceId }) => serviceId);
  const standings = services.services();
  const systems = new Map([...city.services.values()].map((each) => [each.system, each]));
  return {
    at: isoTime(clock.now()),
    districts: [...city.districts.values()].map(({ id, nameZh, nameEn }) => ({ id, nameZh, nameEn })),
    systems: [...systems].map(([id, { nameZh, nameEn }]) => ({ id, nameZh, nameEn })),
    services: standings.map((standing) => wireService(standing, byService.get(standing.serviceId) ?? [], from)),
    counts: countStates(standings),
    views: countStates(views),
    figures: wireFigures(services.figures(), settings),
    suppressed: (maintenance?.suppressed() ?? []).map(wireSuppressed),
  };
}

export function wireSuppressed({ condition, root, summary, firstSeenAt, windowId }: SuppressedTrouble): WireSuppressed {
  return { condition, root, summary, firstSeenAt: isoTime(firstSeenAt), maintenance: windowId };
}

function wireService(
  standing: ServiceStanding,
  views: readonly ViewStanding[],
  { services, city, settings, maintenance }: ServiceSources,
): WireService {
  const { serviceId: id, state, reason, since, observedAt, failedPhase, root } = standing;
  const service = city.services.get(id);
  const probe = settings.probes.find((each) => (each.serviceId ?? each.id) === id);
  const tried = services.probesOf(id).filter(({ newest }) => newest !== undefined);
  const newest = (tried.find(({ kind }) => kind !== 'tls') ?? tried[0])?.newest;
  return {
    ...{ id, state, reason, since: isoTime(since), observedAt: isoOrNull(observedAt) },
    system: service?.system ?? null,
    nameZh: service?.nameZh ?? probe?.nameZh ?? id,
    nameEn: service?.nameEn ?? probe?.nameEn ?? id,
    districtId: service?.districtId ?? null,
    failedPhase: failedPhase ?? null,
    root: root ?? null,
    points: countStates(views),
    phases: newest?.phases ?? null,
    maintenance: service === undefined ? null : (maintenance?.coveringNow('service', id)?.id ?? null),
  };
}

export function wireServiceDetail(
  standing: ServiceStanding,
  from: ServiceSources & { readonly incidents: readonly Incident[] },
): WireServiceDetail {
  const { services, city, settings, incidents } = from;
  const { serviceId, vantages } = standing;
  const service = city.services.get(serviceId);
  const views = services.views().filter((view) => view.serviceId === serviceId);
  const figures = services.figures();
  return {
    ...wireService(standing, views, from),
    url: service?.url ?? null,
    appPairId: service?.appPairId ?? null,
    dbPairId: service?.dbPairId ?? null,
    vantages: vantages.map(({ vantageId, state, reason, since, observedAt }) => ({
      ...{ vantageId, state, reason, since: isoTime(since), observedAt: isoOrNull(observedAt) },
      pointId: services.pointOf(vantageId) ?? null,
    })),
    probes: services.probesOf(serviceId).map((probe) => wireProbe(probe, settings)),
    views: views.map(wireView),
    figures: wireFigures(figures, settings).filter((figure) => figure.serviceId === serviceId),
    incidents: incidents
      .filter(
        ({ losses, topic }) => topic === serviceId || losses?.services.some(({ id }) => id === serviceId) === true,
      )
      .map(wireIncident),
  };
}

function wireProbe(probe: ProbeStanding, { probes }: ServicesSettings): WireProbe {
  const { probeId: id, vantageId, kind, state, reason, since, observedAt, failedPhase, newest } = probe;
  const declared = probes.find((each) => each.id === id);
  return {
    ...{ id, vantageId, kind, state, reason, since: isoTime(since), observedAt: isoOrNull(observedAt) },
    nameZh: declared?.nameZh ?? id,
    nameEn: declared?.nameEn ?? id,
    failedPhase: failedPhase ?? null,
    periodSeconds: declared?.periodSeconds ?? 0,
    budgetsMs: declared?.budgetsMs ?? {},
    newest:
      newest === undefined
        ? null
        : {
            ...{ at: isoTime(newest.startedAt), outcome: newest.outcome, reason: newest.reason, tries: newest.tries },
            ...{ durationMs: newest.durationMs, phases: newest.phases, values: newest.values },
            steps: newest.steps.map(({ name, outcome, phases, status }) => ({
              ...{ name, outcome, phases, status: status ?? null },
            })),
          },
  };
}

export function wireView(view: ViewStanding): WireView {
  const { pointId, serviceId, state, basis, reason, roots, since, isLastWay } = view;
  return { pointId, serviceId, state, basis, reason, roots, since: isoTime(since), isLastWay };
}

export function wireFigures(figures: readonly FigureStanding[], settings: ServicesSettings): readonly WireFigure[] {
  const declared = new Map(settings.figures.map((figure) => [figure.id, figure]));
  return figures.flatMap(({ figureId, value, word, reason, since, readAt, changedAt }): readonly WireFigure[] => {
    const figure = declared.get(figureId);
    if (figure === undefined) return [];
    const { nameZh, nameEn, serviceId, unit, valueIs, most, least, quietSeconds } = figure;
    return [
      {
        ...{ id: figureId, nameZh, nameEn, serviceId: serviceId ?? null, unit, valueIs, value: value ?? null },
        ...{ word, reason, since: isoTime(since), readAt: isoOrNull(readAt) },
        changedAt: value === undefined ? null : isoTime(changedAt),
        ...{ most: most ?? null, least: least ?? null, quietSeconds: quietSeconds ?? null },
      },
    ];
  });
}

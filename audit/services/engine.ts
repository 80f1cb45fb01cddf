import { isDeepStrictEqual } from 'node:util';
import type { ProbeResult } from '../../collector/index.ts';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { City, ProbeSettings } from '../../inventory/index.ts';
import type { ImpactElement, ServiceView } from '../impact/model.ts';
import type { StateWord } from '../state/model.ts';
import { serviceLimits } from './limits.ts';
import type {
  PathStanding,
  ProbeStanding,
  ServiceChange,
  ServiceSight,
  ServiceStanding,
  ViewStanding,
} from './model.ts';
import { judgeService, judgeVantages, rootOf } from './service.ts';
import { expireTrack, firstTrack, type Stepped, stepTrack, type Track, type TrackLimits } from './track.ts';
import { createViewBook, type KeptViews, type MeasuredPiece } from './view-book.ts';

export interface ServiceEngineDeps {
  readonly city: () => City;
  readonly probes: () => readonly ProbeSettings[];
  /** Tries in a row that must agree, read at every use. */
  readonly tuning: { readonly raiseAfterPolls: number; readonly clearAfterPolls: number };
  readonly clock: Pick<Clock, 'now'>;
  readonly sight: ServiceSight;
  /** How every way stands by the present failures. */
  readonly paths: (downSignOn: string | undefined) => (view: ServiceView) => PathStanding;
  /** The point at which a light collector stands; undefined for any other vantage point. */
  readonly pointOf: (vantageId: string) => string | undefined;
}

/** What must be kept over a restart. */
export interface KeptServices {
  readonly tracks: readonly Track[];
  readonly views: readonly KeptViews[];
}

export interface ServicesView {
  /** Services of services.csv in its order, and then what is tried beside them. */
  services(): readonly ServiceStanding[];
  service(serviceId: string): ServiceStanding | undefined;
  /** Every probe from every place that it is tried from. */
  probesOf(serviceId: string): readonly ProbeStanding[];
  views(): readonly ViewStanding[];
  view(pointId: string, serviceId: string): ViewStanding | undefined;
}

/** Judges tries of services as they come; everything is answered from memory. */
export interface ServiceEngine extends ServicesView {
  observe(result: ProbeResult): readonly ServiceChange[];
  /** Lets time pass; call it every second or so. */
  tick(): readonly ServiceChange[];
  /** The city's own states are others since then. */
  pathChanged(at: EpochMs): readonly ServiceChange[];
  /** The city or the settings are others. */
  apply(): readonly ServiceChange[];
  restore(kept: KeptServices): readonly ServiceChange[];
  /** Tracks whose state is another since the last call, and views of points. */
  takeTouched(): KeptServices;
  tracks(): readonly Track[];
}

/** A vantage point that hands over what it kept is not taken for silent so long: more may follow. */
const handOverMs = 5_000;

/** What a probe tells of: a service of services.csv, or itself. */
export const subjectOf = ({ id, serviceId }: Pick<ProbeSettings, 'id' | 'serviceId'>): string => serviceId ?? id;

export function createServiceEngine(deps: ServiceEngineDeps): ServiceEngine {
  const { city, tuning, clock, sight, paths, pointOf } = deps;
  const tracks = new Map<string, Track>();
  const newest = new Map<string, ProbeResult>();
  const standings = new Map<string, ServiceStanding>();
  /** When a vantage point last handed over what is old by now. */
  const handedOverAt = new Map<string, EpochMs>();
  const touched = new Set<string>();
  const book = createViewBook(city);
  let probes = new Map<string, ProbeSettings>();
  let bySubject = new Map<string, readonly ProbeSettings[]>();
  let signOnId: string | undefined;
  let lastDownSignOn: string | undefined;

  const keyOf = (probeId: string, vantageId: string): string => `${vantageId} ${probeId}`;
  const limitsOf = ({ kind, periodSeconds, timeoutMs, retries }: ProbeSettings): TrackLimits => ({
    raiseAfter: tuning.raiseAfterPolls,
    clearAfter: tuning.clearAfterPolls,
    staleMs:
      serviceLimits.staleAfterPeriods * periodSeconds * 1000 + timeoutMs * (retries + 1) + serviceLimits.staleMarginMs,
    slowIsGood: kind === 'tls',
  });

  function read(): void {
    const all = deps.probes();
    probes = new Map(all.map((probe) => [probe.id, probe]));
    bySubject = Map.groupBy(all, subjectOf);
    const { id, services } = city();
    const signOns = [...services.values()].filter(({ system }) => system === 'sso');
    signOnId = (signOns.find(({ districtId }) => districtId === id) ?? signOns[0])?.id;
    const known = new Set([...services.keys(), ...bySubject.keys()]);
    for (const subject of standings.keys()) if (!known.has(subject)) standings.delete(subject);
    for (const [key, { probeId, vantageId }] of tracks) {
      if (probes.get(probeId)?.from.includes(vantageId) === true) continue;
      for (const held of [tracks, newest]) held.delete(key);
      touched.add(key);
    }
    for (const probe of all) {
      for (const vantageId of probe.from) {
        const key = keyOf(probe.id, vantageId);
        if (!tracks.has(key)) tracks.set(key, firstTrack(probe.id, vantageId, clock.now()));
      }
    }
  }

  function probesOf(subject: string): readonly ProbeStanding[] {
    return (bySubject.get(subject) ?? []).flatMap(({ id, kind, from }) =>
      from.flatMap((vantageId) => {
        const key = keyOf(id, vantageId);
        const track = tracks.get(key);
        const last = newest.get(key);
        return track === undefined
          ? []
          : [{ ...standingOf(track), kind, ...(last === undefined ? {} : { newest: last }) }];
      }),
    );
  }

  const downSignOn = (): string | undefined =>
    signOnId !== undefined && standings.get(signOnId)?.state === 'down' ? signOnId : undefined;

  /** Single sign-on first: what fails at the login rests on it. */
  const inOrder = (subjects: Iterable<string>): readonly string[] =>
    [...subjects].sort((a, b) => Number(b === signOnId) - Number(a === signOnId));

  function judge(subjects: Iterable<string>): readonly ServiceChange[] {
    const changes: ServiceChange[] = [];
    for (const serviceId of inOrder(subjects)) {
      const before = standings.get(serviceId);
      const vantages = judgeVantages(probesOf(serviceId));
      const judged = judgeService(serviceId, vantages);
      const since = before?.state === judged.state ? before.since : Math.max(judged.since, before?.since ?? 0);
      const isMending = judged.state === 'down' && probesOf(serviceId).some(isServedAgain);
      const after: ServiceStanding = rooted({ ...judged, since, vantages, ...(isMending ? { isMending } : {}) });
      standings.set(serviceId, after);
      if (before !== undefined && before.state !== after.state)
        changes.push({ what: 'service', at: since, before: before.state, after });
    }
    return changes;
  }

  function rooted({ root: _, ...standing }: ServiceStanding): ServiceStanding {
    const service = city().services.get(standing.serviceId);
    if (standing.state !== 'down' || service === undefined) return standing;
    const root = rootOf(service, standing, { ...sight, downSignOn: downSignOn() });
    return { ...standing, root: root ?? { kind: 'service', id: service.id } };
  }

  const sinceOf = ({ kind, id }: ImpactElement): EpochMs | undefined =>
    (kind === 'service' ? standings.get(id) : sight.state(kind, id))?.since;

  /** What changes of services mean for points, in the same turn; without names, everything may be another. */
  function spread(own: readonly ServiceChange[], at: EpochMs, only?: ReadonlySet<string>): readonly ServiceChange[] {
    for (const [id, standing] of standings) if (standing.state === 'down') standings.set(id, rooted(standing));
    const signOn = downSignOn();
    const isAlone = signOn === lastDownSignOn;
    lastDownSignOn = signOn;
    const moment = own.length === 0 ? at : Math.max(...own.map((change) => change.at));
    const service = (id: string) => (only?.has(id) === false && isAlone ? undefined : standings.get(id));
    return [...own, ...book.derive(paths(signOn), service, sinceOf, moment)];
  }

  const everything = (): readonly string[] => [...new Set([...city().services.keys(), ...bySubject.keys()])];

  function taken(key: string, { track, transitions }: Stepped): readonly MeasuredPiece[] {
    const before = tracks.get(key);
    tracks.set(key, track);
    if (before?.state !== track.state) touched.add(key);
    const pointId = pointOf(track.vantageId);
    const serviceId = probes.get(track.probeId)?.serviceId;
    if (pointId === undefined || serviceId === undefined) return [];
    const others = probesOf(serviceId).filter(
      ({ probeId, vantageId }) => vantageId === track.vantageId && probeId !== track.probeId,
    );
    const own = probesOf(serviceId).find(({ probeId, vantageId }) => keyOf(probeId, vantageId) === key);
    return transitions.map((transition): MeasuredPiece => {
      const mine = own === undefined ? [] : [{ ...own, ...transition, since: transition.at }];
      const [vantage] = judgeVantages([...others, ...mine]);
      const state: StateWord = vantage?.state ?? transition.state;
      return { pointId, serviceId, at: transition.at, state, reason: vantage?.reason ?? transition.reason };
    });
  }

  /** What stands at a point and is fresh. */
  function measuredAt(vantageId: string, serviceId: string): void {
    const pointId = pointOf(vantageId);
    if (pointId === undefined) return;
    const vantage = standings.get(serviceId)?.vantages.find((each) => each.vantageId === vantageId);
    const staleMs = Math.max(0, ...(bySubject.get(serviceId) ?? []).map((probe) => limitsOf(probe).staleMs));
    const isFresh = vantage !== undefined && clock.now() - vantage.observedAt <= staleMs;
    book.measure({ pointId, serviceId }, isFresh ? vantage : undefined);
  }

  read();
  spread(judge(everything()), clock.now());

  return {
    observe(result) {
      const probe = probes.get(result.probeId);
      const key = keyOf(result.probeId, result.vantageId);
      const track = tracks.get(key);
      if (probe === undefined || track === undefined) return [];
      if (result.startedAt > (newest.get(key)?.startedAt ?? 0)) newest.set(key, result);
      const limits = limitsOf(probe);
      if (clock.now() - result.startedAt > limits.staleMs) handedOverAt.set(result.vantageId, clock.now());
      const step = stepTrack(track, result, limits);
      const pieces = taken(key, step);
      const subject = subjectOf(probe);
      const changes = judge([subject]);
      measuredAt(result.vantageId, subject);
      // Only fresher than before.
      if (step.transitions.length === 0 && isDeepStrictEqual(step.track.reason, track.reason)) return changes;
      return [...book.measured(pieces), ...spread(changes, result.startedAt, new Set([subject]))];
    },
    tick() {
      const now = clock.now();
      const pieces: MeasuredPiece[] = [];
      const subjects = new Map<string, Set<string>>();
      for (const [key, track] of tracks) {
        const probe = probes.get(track.probeId);
        if (probe === undefined || now - (handedOverAt.get(track.vantageId) ?? 0) < handOverMs) continue;
        const step = expireTrack(track, now, limitsOf(probe));
        if (step.transitions.length === 0) continue;
        pieces.push(...taken(key, step));
        const subject = subjectOf(probe);
        subjects.set(subject, (subjects.get(subject) ?? new Set()).add(track.vantageId));
      }
      if (subjects.size === 0) return [];
      const changes = judge(subjects.keys());
      for (const [subject, vantages] of subjects) for (const vantage of vantages) measuredAt(vantage, subject);
      return [...book.measured(pieces), ...spread(changes, 0, new Set(subjects.keys()))];
    },
    pathChanged: (at) => spread([], at),
    apply() {
      read();
      book.apply();
      return spread(judge(everything()), clock.now());
    },
    restore(kept) {
      for (const track of kept.tracks) {
        const key = keyOf(track.probeId, track.vantageId);
        if (tracks.has(key)) tracks.set(key, track);
      }
      book.restore(kept.views);
      return spread(judge(everything()), clock.now()).filter(({ what }) => what === 'view');
    },
    takeTouched() {
      const changed = [...touched].flatMap((key) => tracks.get(key) ?? []);
      touched.clear();
      return { tracks: changed, views: book.takeTouched() };
    },
    tracks: () => [...tracks.values()],
    services: () => everything().flatMap((id) => standings.get(id) ?? []),
    service: (serviceId) => standings.get(serviceId),
    probesOf,
    views: () => book.views(),
    view: (pointId, serviceId) => book.view({ pointId, serviceId }),
  };
}

function standingOf(track: Track): Omit<ProbeStanding, 'kind'> {
  const { probeId, vantageId, state, reason, since, observedAt, failedPhase } = track;
  return {
    ...{ probeId, vantageId, state, reason, since, observedAt },
    ...(failedPhase === undefined ? {} : { failedPhase }),
  };
}

const isServedAgain = ({ state, newest }: ProbeStanding): boolean =>
  state === 'down' && (newest?.outcome === 'good' || newest?.outcome === 'slow');

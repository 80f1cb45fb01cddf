import type { IsolationReading } from '../../collector/index.ts';
import { type Clock, type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { createChangeFinder, markOf } from './changes.ts';
import { createGaps, type Gaps } from './gaps.ts';
import { isolationLimits } from './limits.ts';
import type { CheckJudgement, Declaration, IsolationCheck, Scene, SceneDevice, StationView } from './model.ts';
import { type IsolationPlace, placesOf } from './places.ts';
import { createHeldReadings, isUsable } from './readings.ts';
import { createRestored } from './restored.ts';
import { type CityRollUp, rollUpCity } from './roll-up.ts';
import { settle } from './settle.ts';
import type { CheckStanding, IsolationChange, PlaceStanding } from './standing.ts';
import { verdictOf } from './verdict.ts';

/** What other rooms may ask of isolation without changing it. */
export interface IsolationView {
  /** Points first, in the order of the inventory. */
  places(): readonly PlaceStanding[];
  place(id: string): PlaceStanding | undefined;
  rollUp(): CityRollUp;
  /** In the order of the catalogue. */
  readonly checks: readonly IsolationCheck[];
  declaration(): Declaration;
  /** The newest usable reading of a device. */
  reading(deviceId: string): IsolationReading | undefined;
  /** Devices that a place's verdict rests on. */
  devicesOf(placeId: string): readonly string[];
}

/** Readings in, verdicts of every place out. Synchronous; never throws on any reading, whatever a check does. */
export interface IsolationEngine extends IsolationView {
  readonly gaps: Gaps;
  /** Takes what devices told, and judges their places. Late, repeated and foreign readings change nothing. */
  observe(readings: readonly IsolationReading[]): readonly IsolationChange[];
  /** Something else came for these places, or for all: probes, an import, a step in the register. */
  look(placeIds?: Iterable<string>): readonly IsolationChange[];
  /** Lets evidence grow stale and waivers lapse; call it every second or so. */
  tick(): readonly IsolationChange[];
  /** Goes on with a changed city or declaration. */
  apply(): readonly IsolationChange[];
  /**
   * After a start: what was judged before stands for as long as its evidence is fresh. Call before observing, also when nothing
   * was kept: it tells what is known without any reading, such as a register that has no record of a scrapping.
   */
  restore(standings: readonly PlaceStanding[], readAt: ReadonlyMap<string, EpochMs>): readonly IsolationChange[];
  /** Places that are not as they were at the last asking, times and values left aside. */
  takeTouched(): readonly PlaceStanding[];
}

/** What comes of others, by place; undefined until the part that brings it runs. */
export type SceneAdditions = Pick<Scene, 'probes' | 'outer' | 'register' | 'configurations'>;

/** Learns from each reading who is where in the whole city. */
export interface StationSource {
  take(reading: IsolationReading): void;
  view(): StationView;
}

export interface IsolationDeps {
  /** Read at every use, for they change with a reload. */
  readonly city: () => City;
  readonly declaration: () => Declaration;
  readonly checks: readonly IsolationCheck[];
  readonly clock: Clock;
  /** Made anew for each city and declaration, and told what is held then. */
  readonly stations: (declared: { readonly city: City; readonly declaration: Declaration }) => StationSource;
  /** What its maker's tables last told of a device. */
  readonly profile?: ((deviceId: string) => SceneDevice['profile']) | undefined;
  readonly additions?: ((placeId: string) => SceneAdditions) | undefined;
  /** A check that throws proves nothing; somebody should know. */
  readonly onBroken?: ((checkId: string, placeId: string, thrown: unknown) => void) | undefined;
}

export function createIsolationEngine(deps: IsolationDeps): IsolationEngine {
  const { city, declaration, checks, clock, stations, profile, additions = () => ({}), onBroken } = deps;
  const held = createHeldReadings();
  const restored = createRestored();
  const finder = createChangeFinder();
  const gaps = createGaps(clock.now());
  const standings = new Map<string, PlaceStanding>();
  const marks = new Map<string, string>();
  const judgedAt = new Map<string, EpochMs>();
  const touched = new Set<string>();
  let places = placesOf(city());
  let placeOf = indexOf(places);
  let whoIsWhere = stations({ city: city(), declaration: declaration() });

  function judge(check: IsolationCheck, scene: Scene): readonly CheckJudgement[] {
    try {
      return check.judge(scene);
    } catch (thrown) {
      onBroken?.(check.id, scene.placeId, thrown);
      return [
        { verdict: 'unknown', severity: check.severity, reason: message('isolation.check-broken'), findings: [] },
      ];
    }
  }

  function standingOf(place: IsolationPlace, now: EpochMs): PlaceStanding {
    const declared = declaration();
    const scene: Scene = {
      placeId: place.id,
      districtId: place.districtId,
      now,
      declaration: declared,
      city: city(),
      devices: place.devices.map((device): SceneDevice => {
        const seen = held.sceneDevice(device, now, declared.periods.tables);
        const told = profile?.(device.id);
        return told === undefined ? seen : { ...seen, profile: told };
      }),
      stations: whoIsWhere.view(),
      ...additions(place.id),
    };
    const settled = checks.flatMap((check): CheckStanding[] => {
      const judgements = restored.complete(place, check.id, judge(check, scene));
      const standing = settle(check, judgements, { placeId: place.id, now, declaration: declared });
      return standing === undefined ? [] : [{ ...standing, since: now }];
    });
    const { id: placeId, kind, districtId } = place;
    return { placeId, kind, districtId, since: now, checks: settled, ...verdictOf(settled, checks) };
  }

  function judgePlaces(ids: Iterable<string>): readonly IsolationChange[] {
    const now = clock.now();
    const changes: IsolationChange[] = [];
    for (const id of ids) {
      const place = places.get(id);
      if (place === undefined) continue;
      judgedAt.set(id, now);
      const compared = finder.compare(standings.get(id), standingOf(place, now), now);
      standings.set(id, compared.standing);
      const mark = markOf(compared.standing);
      if (marks.get(id) !== mark) touched.add(id);
      marks.set(id, mark);
      for (const change of compared.changes) changes.push(change);
    }
    return changes;
  }

  judgePlaces(places.keys());

  return {
    gaps,
    checks,
    declaration,
    places: () => [...places.keys()].flatMap((id) => standings.get(id) ?? []),
    place: (id) => (places.has(id) ? standings.get(id) : undefined),
    rollUp: () => rollUpCity(city(), [...standings.values()]),
    reading: (deviceId) => held.of(deviceId),
    devicesOf: (placeId) => places.get(placeId)?.devices.map(({ id }) => id) ?? [],
    observe(readings) {
      const concerned = new Set<string>();
      for (const reading of readings) {
        const place = placeOf.get(reading.deviceId);
        if (place === undefined || !held.take(reading)) continue;
        concerned.add(place);
        if (!isUsable(reading)) continue;
        restored.read(reading.deviceId);
        gaps.read(reading.deviceId, reading.finishedAt);
        whoIsWhere.take(reading);
      }
      return judgePlaces(concerned);
    },
    look: (placeIds = places.keys()) => judgePlaces([...placeIds]),
    tick() {
      const now = clock.now();
      const due = (id: string): boolean =>
        Math.abs(now - (judgedAt.get(id) ?? 0)) >= isolationLimits.judgeAgainMs ||
        now > (standings.get(id)?.lapsesAt ?? now);
      return judgePlaces([...places.keys()].filter(due));
    },
    apply() {
      places = placesOf(city());
      placeOf = indexOf(places);
      held.retain((deviceId) => placeOf.has(deviceId));
      whoIsWhere = stations({ city: city(), declaration: declaration() });
      for (const reading of held.newest().values()) whoIsWhere.take(reading);
      gaps.retain((deviceId) => placeOf.has(deviceId));
      for (const id of standings.keys()) {
        if (places.has(id)) continue;
        for (const known of [standings, marks, judgedAt]) known.delete(id);
        finder.forget(id);
      }
      return judgePlaces(places.keys());
    },
    restore(stored, readAt) {
      for (const [deviceId, at] of readAt) if (placeOf.has(deviceId)) gaps.restore(deviceId, at);
      restored.keep(stored, placeOf.keys());
      // What was judged when the engine was made went to nobody: it is news now, measured against what was kept.
      for (const id of standings.keys()) finder.forget(id);
      standings.clear();
      for (const standing of stored) if (places.has(standing.placeId)) standings.set(standing.placeId, standing);
      return judgePlaces(places.keys());
    },
    takeTouched() {
      const taken = [...touched].flatMap((id) => standings.get(id) ?? []);
      touched.clear();
      return taken;
    },
  };
}

function indexOf(places: ReadonlyMap<string, IsolationPlace>): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const { id, devices } of places.values()) for (const device of devices) index.set(device.id, id);
  return index;
}

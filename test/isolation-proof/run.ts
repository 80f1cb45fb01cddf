import { createStations, declarationOf, type IsolationCheck } from '../../audit/index.ts';
import { createIsolationEngine } from '../../audit/isolation/engine.ts';
import type { IsolationReading } from '../../collector/index.ts';
import { type Clock, seededRandom } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import { declaredModel, modelCity, registerOf } from './model-city.ts';
import { createOracle, type Injected, type Tally } from './oracle.ts';
import { type Violation, violations } from './violations.ts';

const hourMs = 3_600_000;
/** All devices are read once in this time, as the reading period of a real city; evidence is good for three of them. */
const sweepMs = 4 * hourMs;
const periodsFresh = 3;
/** The chance that one is done somewhere in the city before a sweep; it lasts between one and so many sweeps. */
const chanceOfOne = 0.8;
const longestSweeps = 12;

export interface Proof extends Tally {
  readonly pointDays: number;
}

export interface ProofOptions {
  readonly inventory: Inventory;
  readonly checks: readonly IsolationCheck[];
  readonly days: number;
  readonly seed: number;
  /** Told of everything that is not as it should be. */
  readonly onWrong?: (kind: keyof Tally, placeId: string, check: string, at: number) => void;
}

interface Open {
  readonly injected: Injected;
  readonly deviceId: string;
  readonly turn: (clean: IsolationReading) => IsolationReading;
  readonly until: number;
}

/**
 * Days of a whole city on a clock that nobody waits for: every device is read once in four hours in an order of chance, violations
 * of the catalogue are done and repaired by chance, and an oracle that judges nothing compares.
 */
export function proveIsolation({ inventory, checks, days, seed, onWrong }: ProofOptions): Proof {
  const random = seededRandom(seed);
  const model = declaredModel(inventory);
  const { city } = model;
  const declared = declarationOf(model);
  const declaration = { ...declared, periods: { ...declared.periods, tables: periodsFresh * sweepMs } };
  const clean = modelCity(city);
  let now = Date.UTC(2026, 0, 5);
  const clock: Clock = { now: () => now, monotonicMs: () => now, after: () => () => {} };
  const engine = createIsolationEngine({
    city: () => city,
    declaration: () => declaration,
    checks,
    clock,
    stations: createStations,
    additions: (placeId) => ({ register: registerOf(city, placeId, now) }),
  });
  const oracle = createOracle((kind, placeId, check) => onWrong?.(kind, placeId, check, now));
  const known = new Set(checks.map(({ id }) => id));
  const possible = violations.filter(({ check }) => known.has(check));
  const open = new Map<string, Open>();
  const order = [...clean.keys()];

  const sweep = (): void => {
    shuffle(order, random);
    for (const [index, deviceId] of order.entries()) {
      const base = clean.get(deviceId);
      if (base === undefined) continue;
      now = begin + Math.floor((sweepMs * index) / order.length);
      const turned = open.get(deviceId)?.turn(base) ?? base;
      engine.observe([{ ...turned, startedAt: now - 2_000, finishedAt: now }]);
    }
  };

  let begin = now;
  // The first sweep only learns: a stranger may be a device that was not read yet.
  sweep();
  const sweeps = Math.ceil((days * 24 * hourMs) / sweepMs);
  for (let turn = 1; turn <= sweeps; turn += 1) {
    begin += sweepMs;
    for (const [deviceId, { injected, until }] of open) {
      if (turn < until) continue;
      open.delete(deviceId);
      oracle.ended(injected);
    }
    if (possible.length > 0 && random() < chanceOfOne) {
      const done = injectOne({ possible, city, random, taken: open, turn });
      if (done !== undefined) {
        open.set(done.deviceId, done);
        oracle.began(done.injected);
      }
    }
    sweep();
    oracle.sweep(engine.places());
  }
  return { pointDays: city.points.size * days, ...oracle.tally };
}

function injectOne(world: {
  readonly possible: readonly Violation[];
  readonly city: Inventory['city'];
  readonly random: () => number;
  readonly taken: ReadonlyMap<string, Open>;
  readonly turn: number;
}): Open | undefined {
  const { possible, city, random, taken, turn } = world;
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const violation = pick(possible);
  if (violation === undefined) return undefined;
  const busy = new Set([...taken.values()].map(({ injected }) => injected.placeId));
  const device = pick(
    [...city.devices.values()].filter((each) => !busy.has(each.locationId) && violation.at(each, city)),
  );
  if (device === undefined) return undefined;
  const { check, also = [] } = violation;
  return {
    injected: { placeId: device.locationId, check, also },
    deviceId: device.id,
    turn: violation.turn(device, { city, random }),
    until: turn + 1 + Math.floor(random() * longestSweeps),
  };
}

function shuffle<T>(list: T[], random: () => number): void {
  for (let end = list.length - 1; end > 0; end -= 1) {
    const other = Math.floor(random() * (end + 1));
    const [a, b] = [list[end], list[other]];
    if (a === undefined || b === undefined) continue;
    list[end] = b;
    list[other] = a;
  }
}

/** Light collectors: who listens for them, what they are to do, where their deliveries go, and who hears when one falls silent. */
import { join } from 'node:path';
import type { AlertEngine } from '../../alerts/index.ts';
import type { LightCollectorsPort } from '../../api/index.ts';
import {
  type LightDelivery,
  type LightEvent,
  type LightHub,
  openLightHub,
  type PackedAssignment,
  packAssignment,
} from '../../collector/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Inventory, ServicesSettings, Settings } from '../../inventory/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { isPlace } from './canary-steps.ts';
import type { PairPort } from './standby-port.ts';

/** How often it is looked who fell silent. */
const judgeEveryMs = 5_000;

export interface LightCollectors {
  readonly port: LightCollectorsPort;
  /**
   * Who puts into the store what collectors measured, in order and once. In the turn in which it is called: what is queued then is written
   * in the same transaction as the number up to which it was taken. Must not throw. To be given before `start`.
   */
  onDelivery(listener: (delivery: LightDelivery) => void): void;
  /** Takes deliveries from now on. */
  start(): void;
  close(): Promise<void>;
}

/**
 * Opens the listener where one is declared; without one there are no collectors.
 * @throws UserError when its address or its authority's files cannot be had.
 */
export async function openLightCollectors(deps: {
  readonly inventory: () => Inventory;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly alerts: Pick<AlertEngine, 'collectorsJudged'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pair?: PairPort | undefined;
}): Promise<LightCollectors> {
  const { inventory, store, ledger, alerts, clock, log, pair } = deps;
  const { collectors: declared, dataFolder } = inventory().settings;
  const listeners: ((delivery: LightDelivery) => void)[] = [];
  let hasStarted = false;
  // Who stands by does not judge services: the collectors go to the one that decides.
  let decides = pair?.role !== 'standby';
  pair?.onPromoted(async () => {
    decides = true;
  });
  const silentAfterMs = (): number => (inventory().settings.collectors?.silentAfterSeconds ?? 60) * 1000;
  const assignment = assigner(() => inventory().settings);

  const hub: LightHub | undefined =
    declared === undefined
      ? undefined
      : await openLightHub({
          folder: join(dataFolder, 'collectors'),
          address: declared.listen,
          ...{ store, clock, log, silentAfterMs, assignment },
          notNow: () => (decides ? (hasStarted ? undefined : 'busy') : 'standby'),
          isPlace: (id) => isPlace(inventory().city, id),
          onDelivery(delivery) {
            for (const listener of listeners) listener(delivery);
          },
          onEvent: (id, event) => put(id, event),
        });

  function put(id: string, event: LightEvent): void {
    const { what, ...body } = event;
    const kind = what === 'enrolled' || what === 'renewed' ? 'configuration-change' : 'probe';
    const plain = JSON.parse(JSON.stringify({ what: `collector-${what}`, ...body })) as JsonObject;
    ledger.append({ kind, subject: `collector ${id}`, body: plain });
  }

  let cancel = (): void => {};
  function judge(): void {
    if (hub !== undefined && decides)
      alerts.collectorsJudged({ collectors: hub.list(), silentAfterMs: silentAfterMs() });
    cancel = clock.after(judgeEveryMs, judge);
  }

  return {
    port: {
      hub,
      url: () => inventory().settings.collectors?.url,
      places: () => placesOf(inventory()),
    },
    onDelivery: (listener) => void listeners.push(listener),
    start() {
      hasStarted = true;
      if (hub !== undefined) judge();
    },
    async close() {
      cancel();
      await hub?.close();
    },
  };
}

/** Where a collector may stand: the data centres, and every point. */
function placesOf({ city }: Inventory): readonly string[] {
  const centres = [city.id, ...city.districts.keys()].map((id) => `${id}-dc`);
  return [...centres, ...city.points.keys()];
}

/** What each collector is to do; packed anew only when the settings are others. */
function assigner(settings: () => Settings): (collectorId: string) => PackedAssignment {
  let of: ServicesSettings | undefined;
  const packed = new Map<string, PackedAssignment>();
  return (collectorId) => {
    const { services, timeZone } = settings();
    if (of !== services) packed.clear();
    of = services;
    const known = packed.get(collectorId);
    if (known !== undefined) return known;
    const { concurrency } = services;
    const probes = services.probes.filter(({ from }) => from.includes(collectorId));
    const figures = services.figures.filter(({ from }) => from === collectorId);
    const made = packAssignment({ probes, figures, concurrency, timeZone });
    packed.set(collectorId, made);
    return made;
  };
}

import type { InterfaceReading, Observation, RateResult, Sample } from '../../collector/index.ts';
import { deviceMetrics, type InterfaceMetric, interfaceMetrics } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { Link } from '../../inventory/index.ts';

/** What is remembered of one device: its newest poll, and the newest one that told something. */
export interface DevicePage {
  readonly latest: Observation;
  /** The newest observation with interfaces; the same as `latest` while the device answers. */
  readonly told: Observation | undefined;
  /** The newest identity and host load, which may be of an older poll. */
  readonly identified: Observation | undefined;
  /** Rates of the newest poll, by `<deviceId>/<name>`; empty while the device is silent. */
  readonly rates: ReadonlyMap<string, Sample>;
  /** The device's own sample of the newest poll. */
  readonly deviceSample: Sample | undefined;
}

/**
 * The newest poll of every device, in memory: one entry per device, replaced by each poll, so that its size is the
 * city's. What detail pages, the link utilisation and /metrics are made of.
 */
export class DeviceBook {
  readonly #pages = new Map<string, DevicePage>();

  record(observation: Observation, rates: RateResult | undefined): DevicePage {
    const before = this.#pages.get(observation.deviceId);
    const samples = rates?.samples ?? [];
    const page: DevicePage = {
      latest: observation,
      told: observation.interfaces === undefined ? before?.told : observation,
      identified: observation.identity === undefined ? before?.identified : observation,
      rates: new Map(
        samples.flatMap((sample) => (sample.entityKind === 'interface' ? [[sample.entityId, sample]] : [])),
      ),
      deviceSample: samples.find((sample) => sample.entityKind === 'device'),
    };
    this.#pages.set(observation.deviceId, page);
    return page;
  }

  page(deviceId: string): DevicePage | undefined {
    return this.#pages.get(deviceId);
  }

  /** Forgets devices that the inventory no longer has. */
  keepOnly(deviceIds: { has(id: string): boolean }): void {
    for (const id of [...this.#pages.keys()]) if (!deviceIds.has(id)) this.#pages.delete(id);
  }

  /** The interface of that name, as last told. */
  reading(deviceId: string, interfaceName: string): InterfaceReading | undefined {
    return this.#pages.get(deviceId)?.told?.interfaces?.find((reading) => reading.name === interfaceName);
  }

  /** A rate of the newest poll; null is a gap. */
  rate(deviceId: string, interfaceName: string, metric: InterfaceMetric): number | null {
    return rateOf(this.#pages.get(deviceId)?.rates.get(`${deviceId}/${interfaceName}`), metric);
  }

  /** Share of the bandwidth in the busier direction, by the first end that knows: a, then b. 0 to 1; null: not known. */
  utilisation(link: Link): number | null {
    for (const end of [link.a, link.b]) {
      const inward = this.rate(end.deviceId, end.interfaceName, 'inBitsPerSecond');
      const outward = this.rate(end.deviceId, end.interfaceName, 'outBitsPerSecond');
      if (inward === null && outward === null) continue;
      if (link.bandwidthBitsPerSecond <= 0) return null;
      const share = Math.max(inward ?? 0, outward ?? 0) / link.bandwidthBitsPerSecond;
      return Math.round(Math.min(1, share) * 10_000) / 10_000;
    }
    return null;
  }

  /** When the newest poll of a device ended; undefined before its first. */
  polledAt(deviceId: string): EpochMs | undefined {
    return this.#pages.get(deviceId)?.latest.finishedAt;
  }
}

const columnOf = new Map(interfaceMetrics.map((metric, column) => [metric, column]));

/** One rate of a sample; null where it is a gap or not there. */
export function rateOf(sample: Sample | undefined, metric: InterfaceMetric): number | null {
  const value = sample?.values[columnOf.get(metric) ?? -1];
  return value === undefined || !Number.isFinite(value) ? null : value;
}

const pollSecondsColumn = deviceMetrics.indexOf('pollSeconds');

/** How long the newest poll took, in seconds. */
export function pollSeconds(page: DevicePage): number {
  const sampled = page.deviceSample?.values[pollSecondsColumn];
  return sampled ?? Math.max(0, page.latest.finishedAt - page.latest.startedAt) / 1000;
}

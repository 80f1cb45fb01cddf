import { randomUUID } from 'node:crypto';
import type {
  WireCity,
  WireCounters,
  WireDelta,
  WireDevice,
  WireElement,
  WireIncident,
  WireLabFault,
  WireLink,
  WirePoint,
  WireState,
} from '../../../api/wire.ts';
import { message } from '../../../core/message.ts';
import type { FakeCity, FakeLink } from './city.fake.ts';
import { wave } from './traffic.fake.ts';

/** Bits per second of every fibre. */
export const bandwidth = 100_000_000;

/** A city that lives: traffic drifts, fibres can be cut. Everything is derived from the set of cut links. */
export class FakeWorld {
  readonly city: FakeCity;
  readonly run = randomUUID();
  sequence = 0;
  readonly incidents = new Map<string, WireIncident>();
  readonly faults = new Map<string, WireLabFault>();
  readonly #used = new Map<string, number>();
  readonly #since = new Map<string, string>();
  readonly started = new Date(Date.now() - 5 * 86_400_000).toISOString();
  readonly #pointOf: ReadonlyMap<string, string | null>;
  #numbers = 0;
  readonly #send: (delta: WireDelta) => void;

  constructor(city: FakeCity, send: (delta: WireDelta) => void) {
    this.city = city;
    this.#send = send;
    this.#pointOf = new Map(city.devices.map(({ id, pointId }) => [id, pointId]));
    for (const [index, link] of city.links.entries()) this.#used.set(link.id, wave(index, Date.now()));
  }

  /** One poll of a share of the links: their use moves on. */
  breathe(share: number): void {
    const utilisation: Record<string, number | null> = {};
    for (const [index, link] of this.city.links.entries()) {
      if (Math.random() > share || this.isCut(link.id)) continue;
      const used = wave(index, Date.now());
      this.#used.set(link.id, used);
      utilisation[link.id] = used;
    }
    this.#tell({ utilisation });
  }

  isCut(linkId: string): boolean {
    return [...this.faults.values()].some(({ kind, target }) => kind === 'cut' && target === linkId);
  }

  inject(kind: WireLabFault['kind'], target: string): WireLabFault {
    const fault: WireLabFault = { id: `fault-${++this.#numbers}`, kind, target, since: new Date().toISOString() };
    this.faults.set(fault.id, fault);
    const link = this.city.links.find(({ id }) => id === target);
    if (kind === 'cut' && link !== undefined) this.#changed(link, this.#raise(link));
    return fault;
  }

  repair(id: string): boolean {
    const fault = this.faults.get(id);
    if (fault === undefined) return false;
    this.faults.delete(id);
    const link = this.city.links.find((item) => item.id === fault.target);
    const raised = [...this.incidents.values()].find(
      ({ root, clearedAt }) => root.id === fault.target && clearedAt === null,
    );
    if (link === undefined || raised === undefined) return true;
    this.#changed(link, { ...raised, status: 'cleared', clearedAt: new Date().toISOString() });
    return true;
  }

  acknowledge(id: string, note: string): WireIncident | undefined {
    const incident = this.incidents.get(id);
    if (incident === undefined) return undefined;
    const next: WireIncident = {
      ...incident,
      status: 'acknowledged',
      acknowledged: { by: 'admin', at: new Date().toISOString(), note },
    };
    this.incidents.set(id, next);
    this.#tell({ incidents: [next], counters: this.counters() });
    return next;
  }

  #raise(link: FakeLink): WireIncident {
    const point = this.city.points.find(({ id }) => id === link.pointId);
    const alone = this.city.links.filter(({ pointId }) => pointId === link.pointId).every(({ id }) => this.isCut(id));
    const now = new Date().toISOString();
    const behind = this.city.devices
      .filter(({ pointId }) => pointId === link.pointId)
      .map(({ id }) => ({ kind: 'device' as const, id }));
    return {
      id: `INC-${++this.#numbers}`,
      condition: 'link-down',
      severity: alone ? 'critical' : 'major',
      status: 'open',
      root: { kind: 'link', id: link.id },
      summary: message('alerts.link-down.summary', {
        office: point?.officeNameZh ?? '',
        point: link.pointId,
        link: link.id,
        a: `${link.a.deviceId}/${link.a.interfaceName}`,
        b: `${link.b.deviceId}/${link.b.interfaceName}`,
      }),
      remedy: message('alerts.link-down.remedy', { circuit: link.circuit }),
      affected: alone ? [{ kind: 'point', id: link.pointId }, ...behind] : [{ kind: 'point', id: link.pointId }],
      firstSeenAt: now,
      raisedAt: now,
      clearedAt: null,
      acknowledged: null,
    };
  }

  #changed(link: FakeLink, incident: WireIncident): void {
    this.incidents.set(incident.id, incident);
    const now = new Date().toISOString();
    for (const id of [link.id, link.pointId]) this.#since.set(id, now);
    this.#tell({
      incidents: [incident],
      elements: [this.#element('link', link.id), this.#element('point', link.pointId)],
      utilisation: { [link.id]: this.isCut(link.id) ? null : (this.#used.get(link.id) ?? null) },
      counters: this.counters(),
    });
  }

  #tell(changes: Omit<WireDelta, 'run' | 'sequence' | 'at'>): void {
    this.#send({ run: this.run, sequence: ++this.sequence, at: new Date().toISOString(), ...changes });
  }

  stateOf(kind: 'point' | 'link' | 'device', id: string): WireState {
    if (kind === 'link') return this.isCut(id) ? 'down' : 'up';
    const pointId = kind === 'point' ? id : (this.#pointOf.get(id) ?? null);
    const cut = this.#linksOf(pointId).filter((link) => this.isCut(link.id)).length;
    const all = cut > 0 && cut === this.#linksOf(pointId).length;
    if (kind === 'device') return all ? 'unknown' : 'up';
    return all ? 'down' : cut > 0 ? 'degraded' : 'up';
  }

  readonly #byPoint = new Map<string, FakeLink[]>();
  #linksOf(pointId: string | null): FakeLink[] {
    if (this.#byPoint.size === 0) {
      for (const link of this.city.links)
        this.#byPoint.set(link.pointId, [...(this.#byPoint.get(link.pointId) ?? []), link]);
    }
    return this.#byPoint.get(pointId ?? '') ?? [];
  }

  #element(kind: 'point' | 'link' | 'device', id: string): WireElement {
    const state = this.stateOf(kind, id);
    const link = kind === 'link' ? this.city.links.find((item) => item.id === id) : undefined;
    const links = this.#linksOf(kind === 'point' ? id : null)
      .filter((item) => this.isCut(item.id))
      .map((item) => item.id)
      .join(', ');
    const reason =
      kind === 'link'
        ? state === 'up'
          ? message('audit.link.up')
          : message('audit.link.down', {
              a: `${link?.a.deviceId} ${link?.a.interfaceName}`,
              b: `${link?.b.deviceId} ${link?.b.interfaceName}`,
            })
        : kind === 'point'
          ? state === 'up'
            ? message('audit.point.up')
            : message(state === 'down' ? 'audit.point.links-down' : 'audit.point.link-down', { links })
          : message(state === 'up' ? 'audit.device.answers' : 'audit.behind', {
              behind: this.#linksOf(this.#pointOf.get(id) ?? null)
                .map((item) => item.id)
                .join(', '),
            });
    return {
      kind,
      id,
      state,
      reason,
      since: this.#since.get(id) ?? this.started,
      observedAt: new Date(Date.now() - 2_000).toISOString(),
    };
  }

  counters(): WireCounters {
    const count = (kind: 'point' | 'link' | 'device', ids: readonly { readonly id: string }[]) => {
      const counts: Record<WireState, number> = { up: 0, degraded: 0, down: 0, unknown: 0 };
      // Without a fault nothing needs to be looked at, which keeps thousands of devices cheap.
      if (this.faults.size === 0) counts.up = ids.length;
      else for (const { id } of ids) counts[this.stateOf(kind, id)]++;
      return counts;
    };
    const statuses = [...this.incidents.values()].map(({ status }) => status);
    return {
      points: count('point', this.city.points),
      links: count('link', this.city.links),
      devices: count('device', this.city.devices),
      incidents: {
        open: statuses.filter((status) => status === 'open').length,
        acknowledged: statuses.filter((status) => status === 'acknowledged').length,
      },
      isolation: null,
      storage: 'writable',
    };
  }

  wire(): WireCity {
    const { nameZh, nameEn, districts, points, links } = this.city;
    return {
      id: 'city',
      nameZh,
      nameEn,
      run: this.run,
      sequence: this.sequence,
      at: new Date().toISOString(),
      counters: this.counters(),
      districts,
      points: points.map(({ districtId, officeId, officeNameZh, id }) => ({
        ...this.#element('point', id),
        districtId,
        officeId,
        officeNameZh,
      })),
      links: links.map(({ id, districtId, pointId, role }) => ({
        ...this.#element('link', id),
        districtId,
        pointId,
        role,
        utilisation: this.isCut(id) ? null : (this.#used.get(id) ?? null),
      })),
      lab: true,
    };
  }

  link(id: string): WireLink | undefined {
    const link = this.city.links.find((item) => item.id === id);
    if (link === undefined) return undefined;
    return {
      ...this.#element('link', id),
      ...link,
      bandwidthBitsPerSecond: bandwidth,
      utilisation: this.#used.get(id) ?? null,
    };
  }

  point(id: string): WirePoint | undefined {
    const point = this.city.points.find((item) => item.id === id);
    if (point === undefined) return undefined;
    const { prefix, ...rest } = point;
    return {
      ...this.#element('point', id),
      ...rest,
      prefixes: [prefix],
      linkIds: this.#linksOf(id).map((link) => link.id),
    };
  }

  device(id: string): WireDevice | undefined {
    const device = this.city.devices.find((item) => item.id === id);
    if (device === undefined) return undefined;
    const { kind, note: _, ...rest } = device;
    return {
      ...this.#element('device', id),
      ...rest,
      deviceKind: kind,
      sysName: id,
      polledAt: new Date(Date.now() - 3_000).toISOString(),
      outcome: 'answered',
    };
  }

  /** Share of a link's bandwidth in use; 0 while it is cut. */
  used(linkId: string): number {
    return this.isCut(linkId) ? 0 : (this.#used.get(linkId) ?? 0);
  }
}

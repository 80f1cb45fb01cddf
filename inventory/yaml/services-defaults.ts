import type { City, Service } from '../model.ts';
import type { HttpStep, ProbeSettings, ServicesSettings } from '../service-settings.ts';

/** What holds of a probe that says nothing else: `services: defaults`. */
export interface ProbeDefaults {
  readonly periodSeconds: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly budgetsMs: ProbeSettings['budgetsMs'];
  readonly from: readonly string[];
  /** PEM; undefined: the system's. */
  readonly authority: string | undefined;
  readonly insecure: boolean;
}

export const probeDefaults: ProbeDefaults = {
  periodSeconds: 60,
  timeoutMs: 10_000,
  retries: 1,
  budgetsMs: { total: 3_000 },
  from: ['hub'],
  authority: undefined,
  insecure: false,
};

/** What holds where `services` is not written; each service then has a probe of its address all the same. */
export const servicesDefaults: ServicesSettings = { probes: [], figures: [], concurrency: 32 };

/** GET, redirects followed, 200 to 299 at the end. */
export const plainStep: Omit<HttpStep, 'url'> = {
  name: 'page',
  method: 'GET',
  headers: {},
  secretHeaders: [],
  body: undefined,
  redirects: 5,
  assertions: [],
};

/**
 * Settings as they count with this city: probes without a name bear that of their service, and with `defaults` each service
 * that no probe names has one of its address, under the service's own id.
 */
export function withCity(
  settings: ServicesSettings,
  city: City,
  defaults: ProbeDefaults | undefined,
): ServicesSettings {
  const probed = new Set(settings.probes.map(({ serviceId }) => serviceId));
  const ids = new Set(settings.probes.map(({ id }) => id));
  const more =
    defaults === undefined
      ? []
      : [...city.services.values()]
          .filter(({ id }) => !probed.has(id) && !ids.has(id))
          .map((service) => defaultProbe(service, defaults));
  const named = <
    T extends { readonly nameZh: string; readonly nameEn: string; readonly serviceId: string | undefined },
  >(
    one: T & { readonly id: string },
  ): T => {
    const service = city.services.get(one.serviceId ?? '');
    const [nameZh, nameEn] = [one.nameZh || service?.nameZh || one.id, one.nameEn || service?.nameEn || one.id];
    return { ...one, nameZh, nameEn };
  };
  return { ...settings, probes: [...settings.probes, ...more].map(named), figures: settings.figures.map(named) };
}

function defaultProbe({ id, url }: Service, defaults: ProbeDefaults): ProbeSettings {
  const { authority, insecure, ...common } = defaults;
  const parsed = new URL(url);
  const all = { ...common, id, nameZh: '', nameEn: '', serviceId: id };
  // services.csv takes tcp:// for what has no page.
  if (parsed.protocol === 'tcp:') {
    const host = parsed.hostname.replace(/^\[|\]$/g, '');
    return { ...all, kind: 'tcp', host, port: Number(parsed.port), expect: undefined };
  }
  const tls = { authority, insecure, serverName: undefined };
  return { ...all, ...tls, kind: 'http', login: undefined, steps: [{ ...plainStep, url }] };
}

import { type BusinessFigureSettings, type ProbeSettings, serviceBounds } from '../../../inventory/services/index.ts';

/** The figure as a probe of its source, so that deadline, secrets, phases and the rest after a refused password are those of probes. */
export function asProbe({
  id,
  nameZh,
  nameEn,
  serviceId,
  periodSeconds,
  timeoutMs,
  from,
  source,
}: BusinessFigureSettings): ProbeSettings {
  const common = { id, nameZh, nameEn, serviceId, periodSeconds, timeoutMs, retries: 0, budgetsMs: {}, from: [from] };
  if (source.kind !== 'json')
    return { ...common, ...source, leastRows: 0, mostRows: Number.MAX_SAFE_INTEGER, firstValue: undefined };
  const { url, login, authority, serverName, insecure } = source;
  const step = {
    ...{ name: 'figure', method: 'GET' as const, url, headers: { accept: 'application/json' }, secretHeaders: [] },
    ...{ body: undefined, redirects: serviceBounds.redirects, assertions: [] },
  };
  return { ...common, kind: 'http', login, steps: [step], authority, serverName, insecure };
}

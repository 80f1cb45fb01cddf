import { Type } from '@fastify/type-provider-typebox';
import { figureSeries, probeSeries } from '../../audit/index.ts';
import { deviceMetrics, interfaceMetrics, profileMetrics } from '../../collector/index.ts';
import type { City, ServicesSettings } from '../../inventory/index.ts';
import type { ApiServer } from '../http/server.ts';
import { invalidRequest, notFound } from '../problems/problem.ts';
import { aggregates, seriesKinds, series as seriesSchema } from '../schemas/others.ts';
import { closed, id, problems, time, wholeNumber, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { RouteDeps } from './deps.ts';

/** Points of one answer, at most; an automatic step aims at half of it. */
export const maximumPoints = 2_000;
const automaticPoints = 600;
const maximumRangeMs = 10 * 366 * 86_400_000;
const metricsOf = {
  interface: interfaceMetrics,
  device: deviceMetrics,
  profile: profileMetrics,
  probe: probeSeries.columns,
  figure: figureSeries.columns,
} as const;
const allMetrics = [
  ...new Set([
    ...interfaceMetrics,
    ...deviceMetrics,
    ...profileMetrics,
    ...probeSeries.columns,
    ...figureSeries.columns,
  ]),
];
/** Widths of buckets that a person can read: the automatic step is the first that is wide enough. */
const niceStepsSeconds = [10, 30, 60, 300, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800];

/** Step in milliseconds for a range when none was asked for; 0 (raw points) for up to an hour. */
export function automaticStepMs(rangeMs: number): number {
  if (rangeMs <= 3_600_000) return 0;
  const step = niceStepsSeconds.find((seconds) => rangeMs / (seconds * 1000) <= automaticPoints);
  return (step ?? Math.ceil(rangeMs / automaticPoints / 86_400_000) * 86_400) * 1000;
}

/** Time series of an interface, a device, or one value of its private tables. */
export function seriesRoutes(server: ApiServer, { view, store, clock, settings }: RouteDeps): void {
  server.get(
    '/series',
    {
      schema: {
        summary: 'Time series: range, step and aggregate; a gap is null',
        description: `Metrics of interfaces: ${interfaceMetrics.join(', ')}. Metrics of devices: ${deviceMetrics.join(', ')}. Of a value of the private tables: ${profileMetrics.join(', ')}. Of a probe: ${probeSeries.columns.join(', ')}. Of a business figure: value.`,
        tags: ['series'],
        querystring: closed({
          kind: words(seriesKinds),
          entity: Type.Unsafe<string>({
            ...id,
            description:
              '`<device>/<interface name>`, a device, `<device>/<metric>/<index>` of its profile, `<vantage>/<probe>`, or a figure',
          }),
          metric: Type.Array(words(allMetrics), {
            minItems: 1,
            maxItems: 8,
          }),
          from: Type.Optional(time),
          to: Type.Optional(time),
          step: Type.Optional(wholeNumber(0, 31_536_000, 'Seconds of a bucket; 0: raw points; automatic when absent')),
          aggregate: Type.Optional(words(aggregates)),
        }),
        response: { 200: seriesSchema, ...problems(401, 403, 404, 503) },
      },
    },
    async ({ query }) => {
      const { kind, entity, aggregate = 'mean' } = query;
      const columns = [...new Set(query.metric)];
      const strange = columns.filter((metric) => !(metricsOf[kind] as readonly string[]).includes(metric));
      if (strange.length > 0)
        throw invalidRequest(strange.map((metric) => ({ where: 'metric', what: `${kind}: ${metric}` })));
      if (!entityExists(view.city(), settings().services, kind, entity)) throw notFound(kind, entity);
      const to = query.to === undefined ? clock.now() : Date.parse(query.to);
      const from = query.from === undefined ? to - 3_600_000 : Date.parse(query.from);
      if (from >= to || to - from > maximumRangeMs)
        throw invalidRequest([{ where: 'from, to', what: 'from < to <= from + 10 a' }]);
      const stepMs = query.step === undefined ? automaticStepMs(to - from) : query.step * 1000;
      if (stepMs > 0 && (to - from) / stepMs > maximumPoints) {
        throw invalidRequest([{ where: 'step', what: `(to - from) / step <= ${maximumPoints}` }]);
      }
      const answer = await store.query({ kind, entityId: entity, columns, from, to, stepMs, aggregate });
      // Raw points may be more than can be drawn; the newest are kept, as the caller asked up to `to`.
      const start = Math.max(0, answer.at.length - maximumPoints);
      return {
        kind,
        entity,
        from: isoTime(from),
        to: isoTime(to),
        stepSeconds: stepMs / 1000,
        resolutionSeconds: answer.resolutionMs / 1000,
        aggregate,
        at: answer.at.slice(start).map(isoTime),
        columns: Object.fromEntries(columns.map((metric) => [metric, (answer.columns[metric] ?? []).slice(start)])),
      };
    },
  );
}

/** An interface, or a value of a profile, is known by its device: one that was never told has an empty series. */
function entityExists(
  city: City,
  { probes, figures }: ServicesSettings,
  kind: (typeof seriesKinds)[number],
  entity: string,
): boolean {
  if (kind === 'device') return city.devices.has(entity);
  if (kind === 'figure') return figures.some(({ id: figureId }) => figureId === entity);
  if (kind === 'probe') return probes.some(({ id: probeId }) => entity.endsWith(`/${probeId}`));
  const slash = entity.indexOf('/');
  return slash > 0 && slash < entity.length - 1 && city.devices.has(entity.slice(0, slash));
}

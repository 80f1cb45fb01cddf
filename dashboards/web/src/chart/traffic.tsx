import { useEffect, useState } from 'preact/hooks';
import { rest } from '../client/rest.ts';
import { useAsked, useChange } from '../client/use.ts';
import { Failure, Skeleton } from '../parts/states.tsx';
import { bitsPerSecond } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { withGaps } from './gaps.ts';
import { Plot } from './plot.tsx';
import { ranges, stepFor } from './ranges.ts';

interface Properties {
  /** `<deviceId>/<interface name>`. */
  readonly entity: string;
  readonly title: string;
  /** Drawn as the limit, where known. */
  readonly speedBitsPerSecond: number | null;
}

const freshMs = 15_000;
const metrics = ['inBitsPerSecond', 'outBitsPerSecond'] as const;

/** Traffic of one interface: in above, out below the line; drag to look closer. */
export default function Traffic({ entity, title, speedBitsPerSecond }: Properties) {
  const t = useWords();
  const [lengthMs, setLengthMs] = useState<number>(ranges[0].lengthMs);
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (zoom !== undefined || lengthMs > 6 * 3_600_000) return;
    const timer = window.setInterval(() => setTurn((before) => before + 1), freshMs);
    return () => window.clearInterval(timer);
  }, [zoom, lengthMs]);
  const key = `${entity} ${lengthMs} ${zoom?.from ?? ''} ${zoom?.to ?? ''}`;
  const { value, failed, again } = useSeries(key, entity, zoom, lengthMs, turn);
  const choose = (length: number) => {
    setZoom(undefined);
    setLengthMs(length);
  };
  return (
    <section class="traffic" aria-label={title}>
      <div class="traffic-head">
        <h3>{title}</h3>
        <span class="key in">{t('dashboards.chart.in')}</span>
        <span class="key out">{t('dashboards.chart.out')}</span>
        <span class="grow" />
        {zoom === undefined ? null : (
          <button type="button" class="button small" onClick={() => setZoom(undefined)}>
            {t('dashboards.chart.reset')}
          </button>
        )}
        {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form */}
        <div class="segments" role="group" aria-label={t('dashboards.chart.range')}>
          {ranges.map((range) => (
            <button
              key={range.key}
              type="button"
              aria-pressed={zoom === undefined && range.lengthMs === lengthMs}
              onClick={() => choose(range.lengthMs)}
            >
              {t(range.key)}
            </button>
          ))}
        </div>
      </div>
      {failed !== undefined && value === undefined ? <Failure failed={failed} again={again} /> : null}
      {value === undefined && failed === undefined ? <Skeleton lines={5} /> : null}
      {value === undefined ? null : (
        <Plot
          at={value.at}
          above={value.values[0] ?? []}
          below={value.values[1] ?? []}
          from={value.from}
          to={value.to}
          limit={speedBitsPerSecond}
          format={bitsPerSecond}
          names={[t('dashboards.chart.in'), t('dashboards.chart.out')]}
          onZoom={(from, to) => setZoom({ from, to })}
        />
      )}
      {value !== undefined && value.at.length === 0 ? (
        <p class="muted chart-none">{t('dashboards.chart.none')}</p>
      ) : null}
    </section>
  );
}

function useSeries(
  key: string,
  entity: string,
  zoom: { from: number; to: number } | undefined,
  lengthMs: number,
  turn: number,
) {
  const asked = useAsked(key, async () => {
    const to = zoom?.to ?? Date.now();
    const from = zoom?.from ?? to - lengthMs;
    const answer = await rest.series({
      kind: 'interface',
      entity,
      metric: metrics,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      step: stepFor(to - from),
      aggregate: 'mean',
    });
    const at = answer.at.map((time) => Date.parse(time) / 1000);
    const columns = withGaps({ at, values: metrics.map((metric) => answer.columns[metric] ?? []) });
    return { ...columns, from: from / 1000, to: to / 1000 };
  });
  useChange(turn, asked.again);
  return asked;
}

import { useEffect, useState } from 'preact/hooks';
import { rest } from '../client/rest.ts';
import { useAsked, useChange } from '../client/use.ts';
import { Failure, Skeleton } from '../parts/states.tsx';
import { useWords } from '../text/language.ts';
import { withGaps } from './gaps.ts';
import { Lines } from './lines.tsx';
import { ranges, stepFor } from './ranges.ts';

interface Properties {
  readonly title: string;
  readonly kind: 'probe' | 'figure';
  readonly entity: string;
  readonly metric: string;
  readonly limits: readonly number[];
  readonly format: (value: number | null) => string;
  /** A value as it is drawn, at its time in seconds: of a time its age. */
  readonly draw?: (value: number, at: number) => number;
}

const freshMs = 15_000;
const offered = ranges.filter(({ lengthMs }) => lengthMs >= 3_600_000);

/** One series over a chosen time, kept up to date. */
export default function Series({ title, kind, entity, metric, limits, format, draw }: Properties) {
  const t = useWords();
  const [lengthMs, setLengthMs] = useState<number>(offered[0]?.lengthMs ?? 3_600_000);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setTurn((before) => before + 1), freshMs);
    return () => window.clearInterval(timer);
  }, []);
  const { value, failed, again } = useAsked(`${kind} ${entity} ${lengthMs}`, async () => {
    const to = Date.now();
    const from = to - lengthMs;
    const query = { kind, entity, metric: [metric], aggregate: kind === 'probe' ? 'max' : 'last' };
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), step: stepFor(lengthMs) };
    const answer = await rest.series({ ...query, ...range });
    const at = answer.at.map((time) => Date.parse(time) / 1000);
    const raw = answer.columns[metric] ?? [];
    const drawn = raw.map((each, index) => (each === null || draw === undefined ? each : draw(each, at[index] ?? 0)));
    const columns = withGaps({ at, values: [drawn] });
    return { at: columns.at, values: columns.values[0] ?? [], from: from / 1000, to: to / 1000 };
  });
  useChange(turn, again);
  return (
    <section class="traffic" aria-label={title}>
      <div class="traffic-head">
        <h3>{title}</h3>
        <span class="grow" />
        {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form */}
        <div class="segments" role="group" aria-label={t('dashboards.chart.range')}>
          {offered.map((range) => (
            <button
              key={range.key}
              type="button"
              aria-pressed={range.lengthMs === lengthMs}
              onClick={() => setLengthMs(range.lengthMs)}
            >
              {t(range.key)}
            </button>
          ))}
        </div>
      </div>
      {failed !== undefined && value === undefined ? <Failure failed={failed} again={again} /> : null}
      {value === undefined && failed === undefined ? <Skeleton lines={4} /> : null}
      {value === undefined ? null : <Lines {...value} limits={limits} format={format} />}
      {value !== undefined && value.at.length === 0 ? (
        <p class="muted chart-none">{t('dashboards.chart.none')}</p>
      ) : null}
    </section>
  );
}

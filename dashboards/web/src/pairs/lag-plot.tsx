import { useRef } from 'preact/hooks';
import type { WirePairLag } from '../../../../api/wire-pairs.ts';
import { Panel } from '../parts/detail.tsx';
import { clock, withPrefix } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { lagPath, lagSeries, mergeLag } from './lag.ts';

const width = 380;
const height = 110;

interface Properties {
  readonly id: string;
  readonly lag: readonly WirePairLag[];
  /** Bytes that may be lost. */
  readonly limit: number;
}

/** How far the standby was behind: the readings that the server holds, and those that came while the page was open. */
export function LagPlot({ id, lag, limit }: Properties) {
  const t = useWords();
  const held = useRef<{ id: string; lag: readonly WirePairLag[] }>({ id, lag: [] });
  held.current = { id, lag: mergeLag(held.current.id === id ? held.current.lag : [], lag) };
  if (held.current.lag.length === 0) return null;
  const series = lagSeries(held.current.lag);
  const title = t('dashboards.pairs.lag');
  if (series === undefined) {
    return (
      <Panel title={title}>
        <p class="muted">{t('dashboards.pairs.lag.none')}</p>
      </Panel>
    );
  }
  const text = (value: number) =>
    series.unit === 'bytes' ? withPrefix(value, 'B') : t('dashboards.pairs.seconds', { value });
  const highest = Math.max(1, ...series.values.map((value) => value ?? 0));
  // The limit is drawn only where the lag comes near it: else the line would be flat.
  const isNear = series.unit === 'bytes' && limit > 0 && highest > limit * 0.5;
  const most = (isNear ? Math.max(highest, limit) : highest) * 1.1;
  const newest = series.values.at(-1) ?? null;
  const [from = 0, to = from] = [series.at[0], series.at.at(-1)];
  return (
    <Panel title={title} side={<b>{newest === null ? t('dashboards.pairs.untold') : text(newest)}</b>}>
      <svg
        class="pair-lag"
        viewBox={`-2 -20 ${width + 4} ${height + 24}`}
        role="img"
        aria-label={`${title}: ${newest === null ? t('dashboards.pairs.untold') : text(newest)}`}
      >
        <path class="axis" d={`M0 ${height}H${width}`} />
        {isNear ? (
          <path class="target" d={`M0 ${height - (limit / most) * height}H${width}`}>
            <title>{t('dashboards.pairs.target')}</title>
          </path>
        ) : null}
        <path class="line" d={lagPath(series, most, width, height)} />
        <text x="2" y="-8">
          {text(highest)}
        </text>
      </svg>
      <p class="iso-axis muted">
        <span>{clock(new Date(from))}</span>
        <span>{clock(new Date(to))}</span>
      </p>
    </Panel>
  );
}

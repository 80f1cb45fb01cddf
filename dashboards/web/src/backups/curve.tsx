import { useSize } from '../picture/use-size.ts';
import { day } from '../text/format.ts';

export interface CurvePoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
  readonly title: string;
}

const height = 160;
const left = 84;
const bottom = 24;

/** One series over time from zero up, each point with its words; `limit` is drawn as a line where it is near. */
export function Curve({
  points,
  label,
  format,
}: {
  /** Oldest first. */
  readonly points: readonly CurvePoint[];
  readonly label: string;
  readonly format: (value: number) => string;
}) {
  const { ref, width } = useSize();
  const [first, last] = [points[0], points.at(-1)];
  const most = Math.max(1, ...points.map(({ value }) => value)) * 1.1;
  const span = Math.max(1, (last?.at ?? 1) - (first?.at ?? 0));
  const x = (at: number): number => left + ((at - (first?.at ?? 0)) / span) * Math.max(1, width - left - 12);
  const y = (value: number): number => 8 + (1 - value / most) * (height - bottom - 8);
  const line = points.map(
    ({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`,
  );
  return (
    <div ref={ref} class="backup-curve">
      {width === 0 || first === undefined || last === undefined ? null : (
        <svg width={width} height={height} role="img" aria-label={`${label}: ${last.title}`}>
          {[0, 0.5, 1].map((share) => (
            <g key={share}>
              <path class="curve-grid" d={`M${left} ${y((share * most) / 1.1)}H${width - 12}`} />
              <text x={left - 8} y={y((share * most) / 1.1) + 4} text-anchor="end">
                {format((share * most) / 1.1)}
              </text>
            </g>
          ))}
          <path class="curve-line" d={line.join('')} />
          {points.map(({ at, value, title }) => (
            <circle
              key={`${at} ${title}`}
              class="curve-point"
              cx={x(at)}
              cy={y(value)}
              r={points.length > 120 ? 2 : 3.5}
            >
              <title>{title}</title>
            </circle>
          ))}
          <text x={left} y={height - 4}>
            {day(new Date(first.at))}
          </text>
          <text x={width - 12} y={height - 4} text-anchor="end">
            {day(new Date(last.at))}
          </text>
        </svg>
      )}
    </div>
  );
}

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { WireBackupMatrix, WireSnapshot } from '../../../../api/wire-backups.ts';
import { backupsRest } from '../client/rest-backups.ts';
import { useAsked } from '../client/use.ts';
import { useSize } from '../picture/use-size.ts';
import { Go, go } from '../router.tsx';
import { dateTime, dayIn, withPrefix } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { cellAt, type Heat, type HeatCell, heatLabelPx, heatRowPx, layOut, moved, pathsOf } from './heat.ts';
import { dayTexts, dayWords, officePath } from './words.ts';

interface Properties {
  readonly matrix: WireBackupMatrix;
  readonly districts: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
}

/** Offices by days. The pointer and the arrow keys go from day to day, Enter opens the office. */
export function HeatMap({ matrix, districts }: Properties) {
  const t = useWords();
  const { ref, width } = useSize();
  const ids = districts.map(({ id }) => id);
  const heat = useMemo(() => layOut(matrix, ids, Math.max(width, heatLabelPx + 200)), [matrix, ids.join(), width]);
  const [cell, setCell] = useState<HeatCell>();
  const shown = cell === undefined || heat.rows[cell.row] === undefined ? undefined : cell;
  const nameOf = (id: string) => {
    const found = districts.find((each) => each.id === id);
    return (t.language === 'en' ? found?.nameEn : found?.nameZh) ?? id;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = shown ?? { row: 0, day: heat.days.length - 1 };
    const officeId = heat.rows[at.row]?.officeId;
    if (event.key === 'Enter') {
      if (officeId !== undefined) go(officePath(officeId));
      return;
    }
    const next = shown === undefined && event.key.startsWith('Arrow') ? at : moved(heat, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setCell(next);
  };
  return (
    <div class="heat">
      <ul class="heat-legend">
        {dayWords.map((word) => (
          <li key={word}>
            <svg width="14" height="14" aria-hidden="true">
              <rect class={`day-${word}`} width="14" height="14" />
              {word === 'missed' ? <path class="heat-sign" d="M4.5 4.5l5 5M9.5 4.5l-5 5" /> : null}
              {word === 'no-look' ? <path class="heat-sign" d="M7 7v.01" /> : null}
            </svg>
            {t(dayTexts[word])}
          </li>
        ))}
      </ul>
      <div
        ref={ref}
        class="heat-map"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys go through its cells
        tabIndex={0}
        aria-label={t('dashboards.backups.heat.how')}
        aria-describedby="heat-said"
        onKeyDown={onKeyDown}
      >
        {width === 0 ? null : (
          <svg
            width={Math.max(width, heatLabelPx + 200)}
            height={heat.height}
            aria-hidden="true"
            onPointerMove={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const under = cellAt(heat, event.clientX - box.left, event.clientY - box.top);
              if (under !== undefined && (under.row !== cell?.row || under.day !== cell.day)) setCell(under);
            }}
          >
            <Cells heat={heat} nameOf={nameOf} isEnglish={t.language === 'en'} />
            {shown === undefined ? null : (
              <rect
                class="heat-cursor"
                x={heatLabelPx + shown.day * heat.cellWidth - 1}
                y={(heat.rows[shown.row]?.y ?? 0) - 0.5}
                width={heat.cellWidth + 1}
                height={heatRowPx + 1}
              />
            )}
          </svg>
        )}
      </div>
      <p id="heat-said" class="heat-said" role="status">
        {shown === undefined ? (
          <span class="muted">{t('dashboards.backups.heat.how')}</span>
        ) : (
          <CellWords heat={heat} cell={shown} timeZone={matrix.timeZone} />
        )}
      </p>
    </div>
  );
}

function Cells({
  heat,
  nameOf,
  isEnglish,
}: {
  readonly heat: Heat;
  readonly nameOf: (districtId: string) => string;
  readonly isEnglish: boolean;
}) {
  const paths = useMemo(() => dayWords.map((word) => ({ word, ...pathsOf(heat, word) })), [heat]);
  return (
    <>
      {heat.ticks.map(({ x, text }) => (
        <text key={text} class="heat-tick" x={x} y={14}>
          {text}
        </text>
      ))}
      {heat.heads.map(({ districtId, y }) => (
        <text key={districtId} class="heat-head" x={0} y={y + 17}>
          {nameOf(districtId)}
        </text>
      ))}
      {heat.rows.map(({ dataSetId, officeId, officeNameZh, y }) => (
        <text key={dataSetId} class="heat-name" x={heatLabelPx - 10} y={y + 12.5} text-anchor="end">
          {shortened(isEnglish ? officeId : officeNameZh, isEnglish ? 20 : 11)}
        </text>
      ))}
      {paths.map(({ word, fill, sign }) => (
        <g key={word}>
          <path class={`day-${word}`} d={fill} />
          {sign === '' ? null : <path class="heat-sign" d={sign} />}
        </g>
      ))}
    </>
  );
}

const shortened = (name: string, most: number): string => (name.length > most ? `${name.slice(0, most - 1)}…` : name);

/** A pointer that only passes asks nobody. */
const settledMs = 200;

/** Day, office, word, and the run that the word rests on. */
function CellWords({
  heat,
  cell,
  timeZone,
}: {
  readonly heat: Heat;
  readonly cell: HeatCell;
  readonly timeZone: string;
}) {
  const t = useWords();
  const row = heat.rows[cell.row];
  const day = heat.days[cell.day] ?? '';
  const word = row?.words[cell.day] ?? 'no-look';
  const settled = useSettled(row?.dataSetId ?? '');
  const asked = useAsked(settled, async () => (settled === '' ? undefined : backupsRest.dataSet(settled)));
  if (row === undefined) return null;
  const snapshots = settled === row.dataSetId ? asked.value?.snapshots : undefined;
  const run = snapshots === undefined ? undefined : runOf(snapshots, day, timeZone);
  const isBackedUp = word === 'backed-up';
  return (
    <>
      <b>{day}</b>
      <Go to={officePath(row.officeId)}>{t.language === 'en' ? row.officeId : row.officeNameZh}</Go>
      <span class={`heat-word day-${word}`}>{t(dayTexts[word])}</span>
      <span class="muted">{row.dataSetId}</span>
      {run === undefined ? (
        <span class="muted">
          {snapshots === undefined
            ? ''
            : t(isBackedUp ? 'dashboards.backups.heat.run-gone' : 'dashboards.backups.heat.no-run')}
        </span>
      ) : (
        <span class="mono">
          {dateTime(run.startedAt)} {run.id.slice(0, 12)} {withPrefix(run.bytes, 'B')}
        </span>
      )}
    </>
  );
}

/** The newest run of that day of the city's calendar. */
function runOf(snapshots: readonly WireSnapshot[], day: string, timeZone: string): WireSnapshot | undefined {
  return snapshots.find(({ startedAt }) => dayIn(startedAt, timeZone) === day);
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), settledMs);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}

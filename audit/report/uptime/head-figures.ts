import { message } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import { accountOf, sumOf } from '../../availability/account.ts';
import { forecastOf } from '../../availability/forecast.ts';
import type { TimeAccount } from '../../availability/model.ts';
import { monthOf } from '../../calendar/months.ts';
import { clip, type Interval, lengthOf, subtract } from '../../intervals.ts';
import { type CoveredKind, coverOf } from '../../maintenance/cover.ts';
import { excludedBy, planOf } from '../../maintenance/excluded.ts';
import type { MaintenanceWindow } from '../../maintenance/model.ts';
import type { Report } from '../model.ts';
import type { Words } from '../words.ts';
import { toldOutages } from './judge.ts';
import type { ToldStory } from './stories.ts';

type Figures = Report['figures'];

export interface FiguresInput {
  readonly city: City;
  readonly period: Interval;
  readonly timeZone: string;
  readonly target: number;
  readonly windows: readonly MaintenanceWindow[];
  readonly coverage: Report['coverage'];
  readonly words: Words;
}

/** What stands in large digits at the head; of an outage that several elements suffered, what is told of it. */
export function headFigures(all: readonly ToldStory[], input: FiguresInput): Figures {
  const { coverage, words } = input;
  const figure = (id: string, unit: Figures[number]['unit'], value: number | string | null) => ({
    id,
    name: words.tell(message(`report.figure.${id}`)),
    unit,
    value,
  });
  const of = (table: ToldStory['table']): readonly ToldStory[] => all.filter((story) => story.table === table);
  const sum = (stories: readonly ToldStory[]): TimeAccount => sumOf(stories.map(({ figures }) => figures.total));
  const shares = (
    [
      ['viewAvailability', 'views'],
      ['serviceAvailability', 'services'],
    ] as const
  )
    .filter(([, table]) => of(table).length > 0)
    .map(([id, table]) => figure(id, 'ratio', sum(of(table)).availability ?? null));
  const inHours = of('views').length > 0 ? of('views') : of('points');
  const told = toldOutages(all).map(({ outage }) => outage);
  const downMs = told.reduce((whole, each) => whole + each.downMs, 0);
  return [
    ...shares,
    figure('pointAvailability', 'ratio', sum(of('points')).availability ?? null),
    figure('linkAvailability', 'ratio', sum(of('links')).availability ?? null),
    figure(
      'availabilityInHours',
      'ratio',
      sumOf(inHours.map(({ figures }) => figures.inServiceHours)).availability ?? null,
    ),
    figure('coverage', 'ratio', coverage.ratio),
    figure('outages', 'count', told.length),
    figure('downSeconds', 'seconds', downMs / 1000),
    figure('mttrSeconds', 'seconds', told.length === 0 ? null : downMs / 1000 / told.length),
    figure('longestOutageSeconds', 'seconds', told.reduce((most, each) => Math.max(most, each.downMs), 0) / 1000),
    figure('longestGapSeconds', 'seconds', coverage.longestGapSeconds),
    figure('maintenanceSeconds', 'seconds', sum(all).maintenanceMs / 1000),
    ...monthFigures(inHours.length > 0 ? inHours : all, input).map(([id, unit, value]) => figure(id, unit, value)),
  ];
}

type MonthFigure = readonly [id: string, unit: Figures[number]['unit'], value: number | string | null];

/** Month to date and what the month will come to, where the period ends within a month that it saw the beginning of. */
function monthFigures(stories: readonly ToldStory[], input: FiguresInput): readonly MonthFigure[] {
  const { city, period, timeZone, target, windows } = input;
  const month = monthOf(period.to - 1, timeZone);
  if (month.to <= period.to || month.from < period.from || stories.length === 0) return [];
  const soFar = { from: month.from, to: period.to };
  const rest = { from: period.to, to: month.to };
  const plan = planOf(windows, rest, timeZone);
  const totals = stories.map(({ spans, maintenance }) => {
    const part = spans.flatMap((span) => clip([span], soFar).map((each) => ({ ...each, state: span.state })));
    return accountOf({ period: soFar, spans: part, maintenance: clip(maintenance, soFar), serviceHours: [], target })
      .total;
  });
  const restMs = stories.reduce((whole, { element }) => {
    const planned = excludedBy(plan, coverOf(city, element.kind as CoveredKind, element.id));
    return whole + lengthOf(subtract([rest], planned));
  }, 0);
  const account = sumOf(totals);
  const { allUp, leftMs, usedUpAt } = forecastOf({
    ...{ soFar: account, restMs, elements: stories.length, now: period.to, until: month.to, target },
  });
  return [
    ['monthToDate', 'ratio', account.availability ?? null],
    ['monthAllUp', 'ratio', allUp],
    ['monthBudgetLeftSeconds', 'seconds', leftMs / 1000],
    ['monthUsedUpAt', 'time', usedUpAt === undefined ? null : new Date(usedUpAt).toISOString()],
  ];
}

/**
 * The public bulletin: figures of districts, offices and business systems, made from the same records as the report, without anything
 * that helps an attacker: no address, no id of the inventory, no device, no circuit, no single outage, no person.
 */
import { message } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import { clauseOf } from '../catalogue.ts';
import { ratioText } from '../format.ts';
import { frameOf } from '../frame.ts';
import type { Report, ReportTable, TableRow } from '../model.ts';
import { type Words, wordsIn } from '../words.ts';
import type { UptimeInput } from './build.ts';
import { uptimeColumns, uptimeValues } from './columns.ts';
import { readingsOf, sumOfFigures, type UptimeFigures, verdictOf } from './figures.ts';
import { methodOf } from './method.ts';
import { districtName, serviceName } from './scope.ts';
import { storiesOf, type ToldStory } from './stories.ts';

/** Columns that are published. */
const published: ReadonlySet<string> = new Set([
  'availability',
  'availabilityInHours',
  'coverage',
  'downSeconds',
  'downInHoursSeconds',
  'maintenanceSeconds',
]);
/** Parts of the method that tell nothing of how the network is built. */
const openMethod: ReadonlySet<string> = new Set([
  'report.method.words',
  'report.method.unknown',
  'report.method.availability',
  'report.method.hours',
  'report.method.maintenance',
  'report.method.verdict',
]);

export function buildBulletin(input: UptimeInput): Report {
  const { city, language, target } = input;
  const words = wordsIn(language);
  const stories = storiesOf(input);
  const { all } = stories;
  const isWatched = all.some(({ table }) => table === 'views');
  const lived = all.filter(({ table }) => table === (isWatched ? 'views' : 'points'));
  const whole = sumOfFigures(lived.map(({ figures }) => figures));
  const verdict = verdictOf(whole, target);
  const frame = frameOf('bulletin', input, words);
  const tables = [
    tableOf(
      'districts',
      groupsBy(lived, ({ pointId }) => city.points.get(pointId)?.districtId),
      (id) => districtName(city, id, language),
    ),
    tableOf(
      'offices',
      groupsBy(lived, ({ pointId }) => city.points.get(pointId)?.officeId),
      (id) => officeName(city, id),
    ),
    ...(isWatched
      ? [
          tableOf(
            'systems',
            groupsBy(lived, ({ serviceId }) => city.services.get(serviceId)?.system),
            (system) => systemName(city, system, language),
          ),
        ]
      : []),
  ].filter(({ rows }) => rows.length > 0);
  const { coverage } = readingsOf(whole.total);
  const offices = tables.find(({ id }) => id === 'offices')?.rows ?? [];
  return {
    ...frame,
    city: { id: '', name: frame.city.name },
    scope: { ...frame.scope, id: '' },
    madeBy: 'bulletin',
    verdict,
    target,
    coverage: { ratio: coverage, longestGapSeconds: whole.longestUnknownMs / 1000 },
    summary: [
      words.tell(
        message(`report.summary.bulletin.${verdict}`, {
          availability: ratioText(whole.total.availability ?? null),
          offices: offices.length,
          pass: offices.filter((row) => row.verdict === 'pass').length,
        }),
      ),
    ],
    figures: figuresIn(whole, words),
    tables,
    findings: [],
    findingsLeftOut: 0,
    exceptions: [],
    changes: { since: null, entries: [] },
    terminals: [],
    clauses: [
      {
        ...{ id: clauseOf('8.1.2.1 e)').id, number: '8.1.2.1 e)', title: clauseOf('8.1.2.1 e)').title[language] },
        ...{ verdict, how: words.tell(message('report.clause.bulletin')) },
      },
    ],
    method: methodOf(input, stories)
      .filter(({ key }) => openMethod.has(key))
      .map(words.tell),
    limits: [words.tell(message('report.limit.bulletin'))],
    // What it rests on stays inside: the ledger's record vouches for the bulletin as it is.
    evidence: { records: 0, complete: false, staleAfterSeconds: input.staleAfterSeconds },
    head: input.head,
  };

  function tableOf(id: string, groups: readonly Group[], nameOf: (key: string) => string): ReportTable {
    const columns = uptimeColumns(words);
    const shown = columns.map((column) => published.has(column.id));
    return {
      id,
      title: words.tell(message(`report.table.${id}`)),
      columns: columns.filter((_, index) => shown[index]),
      rows: groups.map(
        ({ key, figures }, index): TableRow => ({
          // A number in the list: ids of the inventory are not published.
          element: { kind: id, id: String(index + 1), name: nameOf(key) },
          verdict: verdictOf(figures, target),
          values: uptimeValues(figures).filter((_, at) => shown[at]),
          timeline: [],
        }),
      ),
    };
  }
}

interface Group {
  readonly key: string;
  readonly figures: UptimeFigures;
}

/** Stories of points or of views added up by what they belong to, in the order in which that comes. */
function groupsBy(
  stories: readonly ToldStory[],
  keyOf: (of: { readonly pointId: string; readonly serviceId: string }) => string | undefined,
): readonly Group[] {
  const groups = Map.groupBy(stories, ({ element }) => {
    const [pointId = '', serviceId = ''] = element.id.split('/');
    return keyOf({ pointId, serviceId });
  });
  return [...groups].flatMap(([key, own]) =>
    key === undefined ? [] : [{ key, figures: sumOfFigures(own.map(({ figures }) => figures)) }],
  );
}

const officeName = (city: City, id: string): string => city.offices.get(id)?.nameZh ?? '';

function systemName(city: City, system: string, language: Report['language']): string {
  const service = [...city.services.values()].find((each) => each.system === system);
  return service === undefined ? '' : serviceName(city, service.id, language);
}

function figuresIn({ total, inServiceHours }: UptimeFigures, words: Words): Report['figures'] {
  const figure = (id: string, unit: 'ratio' | 'seconds', value: number | null) => ({
    ...{ id, unit, value },
    name: words.tell(message(`report.figure.${id}`)),
  });
  return [
    figure('availability', 'ratio', total.availability ?? null),
    figure('availabilityInHours', 'ratio', inServiceHours.availability ?? null),
    figure('coverage', 'ratio', readingsOf(total).coverage),
    figure('downSeconds', 'seconds', total.downMs / 1000),
    figure('maintenanceSeconds', 'seconds', total.maintenanceMs / 1000),
  ];
}

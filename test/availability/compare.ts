/** Every figure of a report beside what the oracle counted. */

import type { Report, ReportTable } from '../../audit/report/model.ts';
import type { City } from '../../inventory/index.ts';
import type { Counted, Oracle } from './oracle.ts';
import type { Scenario } from './scenario.ts';

const elementTables: readonly string[] = ['points', 'links', 'views', 'services', 'pairs'];

export function differencesOf(input: {
  readonly report: Report;
  readonly city: City;
  readonly scenario: Scenario;
  readonly oracle: Oracle;
  readonly tell: (line: string) => void;
}): { readonly maxErrorSeconds: number; readonly wrong: number } {
  const { report, city, scenario, oracle, tell } = input;
  const whole = scenario.to - scenario.from;
  let [maxErrorSeconds, wrong] = [0, 0];
  const hold = (place: string, said: unknown, counted: number | string | null, isSeconds: boolean): void => {
    if (isSeconds) {
      const error = Math.abs(Number(said) - Number(counted));
      maxErrorSeconds = Math.max(maxErrorSeconds, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
      if (error !== 0) tell(`${place}: ${String(said)} s in the report, ${String(counted)} s counted`);
    } else if (!isSame(said, counted)) {
      wrong += 1;
      tell(`${place}: ${String(said)} in the report, ${String(counted)} counted`);
    }
  };
  const counts = new Map<string, Counted>();
  const values = (table: ReportTable, row: ReportTable['rows'][number]) =>
    Object.fromEntries(table.columns.map(({ id }, index) => [id, row.values[index]]));
  for (const table of report.tables) {
    if (!elementTables.includes(table.id)) continue;
    for (const row of table.rows) {
      const subject = `${row.element.kind} ${row.element.id}`;
      const own = oracle.count(subject);
      counts.set(subject, own);
      holdRow(subject, values(table, row), own, whole);
    }
  }
  const districts = report.tables.find(({ id }) => id === 'districts');
  for (const row of districts?.rows ?? []) {
    const members = [...counts].filter(([subject]) => {
      const [kind, id = ''] = subject.split(' ');
      return kind === 'view' && city.points.get(id.split('/')[0] ?? '')?.districtId === row.element.id;
    });
    const own = members.map(([, each]) => each);
    if (districts !== undefined)
      holdRow(`district ${row.element.id}`, values(districts, row), sumOf(own), whole * own.length);
  }
  holdContracts();
  return { maxErrorSeconds, wrong };

  function holdRow(subject: string, said: Record<string, unknown>, own: Counted, seconds: number): void {
    const durations: readonly (readonly [string, number])[] = [
      ['downSeconds', own.down],
      ['degradedSeconds', own.degraded],
      ['unknownSeconds', own.unknown],
      ['maintenanceSeconds', own.maintenance],
      ['downInHoursSeconds', own.downInHours],
      ['unknownInHoursSeconds', own.unknownInHours],
      ['maintenanceInHoursSeconds', own.maintenanceInHours],
      ['longestOutageSeconds', own.longestOutage],
      ['longestUnknownSeconds', own.longestUnknown],
    ];
    for (const [column, counted] of durations) hold(`${subject} ${column}`, said[column], counted, true);
    const [known, inHours] = [own.up + own.degraded + own.down, own.upInHours + own.downInHours];
    const share = (part: number, of: number): number | null => (of === 0 ? null : part / of);
    hold(`${subject} availability`, said.availability, share(own.up + own.degraded, known), false);
    hold(`${subject} availabilityInHours`, said.availabilityInHours, share(own.upInHours, inHours), false);
    hold(`${subject} outages`, said.outages, own.outages, false);
    hold(`${subject} mttrSeconds`, said.mttrSeconds, share(own.down, own.outages), false);
    // A thousandth of what was not announced may be lost; of a sum each element's is cut by itself.
    if (seconds === whole)
      hold(
        `${subject} budgetLeftSeconds`,
        said.budgetLeftSeconds,
        (seconds - own.maintenance - own.down * 1_000) / 1_000,
        true,
      );
  }

  function holdContracts(): void {
    const table = report.tables.find(({ id }) => id === 'contracts');
    const outages = report.tables.find(({ id }) => id === 'contract-outages');
    for (const row of table?.rows ?? []) {
      const [linkId = '', name = ''] = row.element.id.split('/');
      const index = oracle.months.findIndex((each) => each.name === name);
      const [month, own] = [oracle.months[index], counts.get(`link ${linkId}`)?.months[index]];
      if (table === undefined || month === undefined || own === undefined) {
        wrong += 1;
        continue;
      }
      const said = values(table, row);
      // The promise of the reference city is 99.9 %: a thousandth.
      const base = month.to - month.from - own.maintenance;
      const beyond = Math.max(0, own.down - base / 1_000);
      const place = `contract ${row.element.id}`;
      hold(`${place} down`, said['contract.downSeconds'], own.down, true);
      hold(`${place} maintenance`, said['contract.maintenanceSeconds'], own.maintenance, true);
      hold(`${place} unknown`, said['contract.unknownSeconds'], own.unknown, true);
      hold(`${place} allowed`, said['contract.allowedSeconds'], base / 1_000, true);
      hold(`${place} beyond`, said['contract.beyondSeconds'], Math.round(beyond * 1_000) / 1_000, true);
      const percent = own.down * 100 > base ? 20 : own.down * 200 > base ? 10 : own.down * 1_000 > base ? 5 : 0;
      const fee = city.links.get(linkId)?.role === 'primary' ? 1_200 : 800;
      hold(`${place} credit`, said['contract.credit'], `${((fee * percent) / 100).toFixed(2)} CNY`, false);
      const isWhole = month.from >= scenario.from && month.to <= scenario.to;
      const verdict = beyond > 0 ? 'fail' : isWhole && (own.down + own.unknown) * 1_000 <= base ? 'pass' : 'unknown';
      hold(`${place} verdict`, row.verdict, verdict, false);
      const listed = (outages?.rows ?? []).filter(({ element }) => element.id.startsWith(`${row.element.id}/`));
      const at = outages?.columns.findIndex(({ id }) => id === 'contract.downSeconds') ?? -1;
      const sum = listed.reduce((all, each) => all + Number(each.values[at]), 0);
      hold(`${place} sum of its outages`, Math.round(sum * 1_000) / 1_000, own.down, true);
    }
  }
}

/** Shares and means are quotients: divided in another order, their last binary digit may differ. */
function isSame(said: unknown, counted: number | string | null): boolean {
  if (typeof said !== 'number' || typeof counted !== 'number') return said === counted;
  return Math.abs(said - counted) <= 1e-12 * Math.max(Math.abs(said), Math.abs(counted));
}

function sumOf(all: readonly Counted[]): Counted {
  const sum = (of: (each: Counted) => number): number => all.reduce((whole, each) => whole + of(each), 0);
  const most = (of: (each: Counted) => number): number => all.reduce((top, each) => Math.max(top, of(each)), 0);
  return {
    ...{ down: sum((each) => each.down), degraded: sum((each) => each.degraded), unknown: sum((each) => each.unknown) },
    ...{ maintenance: sum((each) => each.maintenance), downInHours: sum((each) => each.downInHours) },
    unknownInHours: sum((each) => each.unknownInHours),
    maintenanceInHours: sum((each) => each.maintenanceInHours),
    ...{ up: sum((each) => each.up), upInHours: sum((each) => each.upInHours), outages: sum((each) => each.outages) },
    longestOutage: most((each) => each.longestOutage),
    longestUnknown: most((each) => each.longestUnknown),
    months: [],
  };
}

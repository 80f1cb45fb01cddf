import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeSha256, parseVerifierKey, readRecord, verifyEd25519 } from '../../../ledger/index.ts';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import type { Bundle } from '../bundle/make.ts';
import { type BundleStage, openBundleStage } from '../bundle/stage.fake.ts';
import type { Report, ReportTable } from '../model.ts';
import { verifyBundle } from '../verify/core.ts';
import { recomputeUptime } from '../verify/uptime.ts';
import { livingHistory, sampleReport } from './sample.fake.ts';
import { subjectsOf } from './stories.ts';

const october = { from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 31, 16) };
let scratch: string;
let stage: BundleStage;
let bundle: Bundle;
let report: Report;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'fangzhou-services-report-'));
  await buildVerifiers(scratch);
  stage = await openBundleStage({ verifiers: scratch, heartbeats: 0, failures: 2, services: true });
  bundle = await stage.make({ language: 'en' });
  report = bundle.report;
});
afterAll(async () => {
  await stage.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function check({ files }: Bundle) {
  const key = parseVerifierKey(stage.ledger.logKeys[0] ?? '', nodeSha256);
  if (key === undefined) throw new Error('no key');
  return verifyBundle({ files, key, sha256: nodeSha256, verify: verifyEd25519 });
}
const tableOf = (id: string, of = report): ReportTable => {
  const table = of.tables.find((each) => each.id === id);
  if (table === undefined) throw new Error(`no table ${id}`);
  return table;
};
function cellOf(table: string, element: string, column: string, of = report): number | string | null {
  const { columns, rows } = tableOf(table, of);
  const row = rows.find((each) => each.element.id === element);
  return row?.values[columns.findIndex(({ id }) => id === column)] ?? null;
}

describe('an uptime report of services', () => {
  it('has every table of a district, and no text without words', () => {
    expect(report.tables.map(({ id, rows }) => [id, rows.length])).toEqual([
      ['districts', 1],
      ['points', 8],
      ['links', 9],
      ['views', 72],
      ['services', 8],
      ['pairs', 2],
      ['contracts', 9],
      ['contract-outages', tableOf('contract-outages').rows.length],
    ]);
    expect(JSON.stringify({ ...report, terms: undefined })).not.toMatch(/"text":"(?:report|audit|services)\.|\{\w+\}/);
  });

  it('is made anew from its records alone, figure by figure', async () => {
    expect(await check(bundle)).toMatchObject({ ok: true, faults: [], recomputed: true });
  });

  it('takes announced work out, shows it, and names it with its record', () => {
    const six = 6 * 3600;
    expect(cellOf('links', 'F04', 'maintenanceSeconds')).toBe(six);
    // Its only link: the point and what it has of services go with it.
    expect(cellOf('points', 'rulin-1', 'maintenanceSeconds')).toBe(six);
    expect(cellOf('links', 'F03', 'maintenanceSeconds')).toBe(0);
    expect(cellOf('pairs', 'jintan-app', 'maintenanceSeconds')).toBe(4 * 2 * 3600);
    expect(cellOf('views', 'rulin-1/jintan-budget', 'maintenanceSeconds')).toBe(six + 4 * 2 * 3600);
    const strip = tableOf('links').rows.find(({ element }) => element.id === 'F04')?.timeline ?? [];
    expect(strip.filter(({ state }) => state === 'maintenance').map(({ from }) => from)).toEqual([
      '2026-10-09T16:00:00.000Z',
    ]);
    expect(report.exceptions.map(({ element, what, by }) => [element.id, what.key, by])).toEqual([
      ['jintan-app', 'report.maintenance.weekly', 'operator'],
      ['F04', 'report.maintenance.once', 'operator'],
    ]);
    expect(report.exceptions[1]?.what.text).toContain('光缆割接');
    expect(report.exceptions.every(({ record }) => record !== null)).toBe(true);
  });

  it('counts service hours beside all of the time', () => {
    const [row] = tableOf('districts').rows;
    expect(cellOf('districts', 'jintan', 'availabilityInHours')).not.toBe(
      cellOf('districts', 'jintan', 'availability'),
    );
    const downInHours = Number(cellOf('districts', 'jintan', 'downInHoursSeconds'));
    expect(downInHours).toBeGreaterThan(0);
    expect(downInHours).toBeLessThan(Number(cellOf('districts', 'jintan', 'downSeconds')));
    expect(row?.timeline).toEqual([]);
  });

  it('holds every circuit to its contract, and its outages add up to what is beyond', () => {
    const { rows, columns } = tableOf('contracts');
    const at = (id: string): number => columns.findIndex((column) => column.id === id);
    const failed = rows.filter(({ verdict }) => verdict === 'fail');
    expect(failed.length).toBeGreaterThan(0);
    const beyond = (values: ReportTable['rows'][number]['values']) => Number(values[at('contract.beyondSeconds')]);
    const outages = tableOf('contract-outages');
    const beyondAt = outages.columns.findIndex(({ id }) => id === 'contract.beyondSeconds');
    for (const { element, values } of failed) {
      expect(values[at('contract.credit')]).toMatch(/^(?:60|40|120|80|240|160)\.00 CNY$/);
      const own = outages.rows.filter((row) => row.element.id.startsWith(`${element.id}/`));
      const sum = own.reduce((all, row) => all + Number(row.values[beyondAt]), 0);
      expect(sum).toBeCloseTo(beyond(values), 6);
    }
  });

  it('tells an outage once: at the point or the service that it comes from', () => {
    const outages = tableOf('views').columns.findIndex(({ id }) => id === 'outages');
    const ofViews = tableOf('views').rows.reduce((sum, { values }) => sum + Number(values[outages]), 0);
    const told = report.findings.filter(({ element }) => element.kind === 'view');
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(ofViews);
    const ends = new Map(
      report.findings.filter(({ element }) => element.kind === 'point').map((each) => [each.element.id, each]),
    );
    for (const { element, from } of told) {
      const point = ends.get(element.id.split('/')[0] ?? '');
      if (point !== undefined) expect(from >= point.from && from < (point.to ?? '9')).toBe(false);
    }
  });

  it('can be of one link, of one service at all points, and of a point', async () => {
    const { city } = stage;
    const tablesOf = async (kind: 'link' | 'service' | 'point', id: string) => {
      const scope = { kind, id } as const;
      const history = livingHistory({ subjects: subjectsOf(city, scope), from: october.from, to: october.to });
      const made = await sampleReport({ city, scope, history });
      return [made.title, ...made.tables.map((table) => `${table.id} ${table.rows.length}`)];
    };
    expect((await tablesOf('link', 'F04')).slice(0, 3)).toEqual([
      expect.stringContaining('F04'),
      ...['links 1', 'contracts 1'],
    ]);
    expect(await tablesOf('service', 'jintan-budget')).toEqual([
      expect.stringContaining('预算'),
      ...['views 8', 'services 1', 'pairs 2'],
    ]);
    const ofPoint = [expect.stringContaining('儒林'), 'points 1', 'links 1', 'views 9', 'contracts 1'];
    expect((await tablesOf('point', 'rulin-1')).slice(0, 5)).toEqual(ofPoint);
  });

  it.each<readonly [string, string, (of: Report) => Report]>([
    ['work that nobody announced', 'maintenance', (of) => ({ ...of, exceptions: of.exceptions.slice(1) })],
    ['a credit note', 'figure', (of) => withValue(of, 'contracts', 'contract.credit', '0.00 CNY')],
    ['what an outage took beyond', 'figure', (of) => withValue(of, 'contract-outages', 'contract.beyondSeconds', 0.5)],
    ['a district', 'figure', (of) => withValue(of, 'districts', 'availability', 1)],
    ['the time of a view in service hours', 'figure', (of) => withValue(of, 'views', 'downInHoursSeconds', 1)],
    ['a district without one of its views', 'figure', withoutView],
    ['a contract left out', 'columns', (of) => withRows(of, 'contracts', (rows) => rows.slice(1))],
  ])('does not verify when its maker lies about %s', (_, what, lie) => {
    const evidence = Buffer.from(bundle.files.get('evidence.jsonl') ?? [])
      .toString()
      .trimEnd()
      .split('\n');
    const records = evidence.flatMap((line) => {
      const read = readRecord(Buffer.from(line), JSON.parse(line).seq);
      return read.ok ? [read.value] : [];
    });
    expect(recomputeUptime(report, records)).toEqual([]);
    expect(recomputeUptime(lie(report), records)[0]?.key).toBe(`report.fault.${what}`);
  });

  it('says how much of the scope nobody watches, and passes over it', async () => {
    const made = await sampleReport({ city: stage.city });
    expect(made.tables.map(({ id }) => id)).not.toContain('views');
    expect(made.limits.find(({ key }) => key === 'report.limit.unwatched')?.params).toEqual({ count: 72 + 8 + 2 });
    expect(made.limits.map(({ key }) => key)).toContain('report.limit.not-service');
  });
});

function withRows(of: Report, id: string, change: (rows: ReportTable['rows']) => ReportTable['rows']): Report {
  return {
    ...of,
    tables: of.tables.map((table) => (table.id === id ? { ...table, rows: change(table.rows) } : table)),
  };
}

function withValue(of: Report, id: string, column: string, value: number | string): Report {
  const at = tableOf(id, of).columns.findIndex((each) => each.id === column);
  const row = tableOf(id, of).rows.findIndex(({ values }) => values[at] !== value);
  return withRows(of, id, (rows) =>
    rows.map((each, index) => (index === row ? { ...each, values: each.values.with(at, value) } : each)),
  );
}

function withoutView(of: Report): Report {
  const districts = Object.entries(of.terms?.districts ?? {}).map(([id, subjects]) => [id, subjects.slice(1)]);
  return { ...of, terms: { ...of.terms, districts: Object.fromEntries(districts) } as NonNullable<Report['terms']> };
}

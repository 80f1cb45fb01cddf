import { describe, expect, it } from 'vitest';
import { message } from '../../../core/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import { referenceCity, sampleReport } from './sample.fake.ts';

const from = Date.UTC(2026, 8, 30, 16);
const hourMs = 3_600_000;
const at = (sequence: number, hours: number, state: RecordedState['state'], key = 'audit.link.up'): RecordedState => ({
  sequence,
  at: from + hours * hourMs,
  state,
  reason: message(key, { a: 'agg ge-1', b: 'utm wan1', end: 'agg ge-1', other: 'utm wan1' }),
});
const down = 'audit.link.down';

function pointReport(records: readonly RecordedState[], change: Parameters<typeof sampleReport>[0] = {}) {
  return sampleReport({
    scope: { kind: 'point', id: 'rulin-1' },
    history: { records: new Map([['link F04', records]]), unwatched: [] },
    ...change,
  });
}

describe('an uptime report', () => {
  it('tells an outage with its words, its length and its records', async () => {
    const { findings, tables } = await pointReport([at(1, -1, 'up'), at(2, 10, 'down', down), at(3, 12, 'up')]);
    expect(findings).toEqual([
      {
        id: 'N1',
        element: { kind: 'link', id: 'F04', name: expect.stringContaining('儒林镇财政所') },
        from: '2026-10-01T02:00:00.000Z',
        to: '2026-10-01T04:00:00.000Z',
        seconds: 7200,
        what: expect.objectContaining({ key: down, text: expect.stringContaining('agg ge-1') }),
        records: [2, 3],
      },
    ]);
    expect(tables.map(({ id }) => id)).toEqual(['points', 'links', 'contracts', 'contract-outages']);
  });

  it('says what could not be seen of an outage, and when it did not end', async () => {
    const { findings } = await pointReport([
      at(1, -1, 'down', down),
      at(2, 10, 'unknown', 'audit.stale'),
      at(3, 12, 'up'),
      at(4, 20, 'down', down),
    ]);
    expect(findings.map(({ what }) => what.key)).toEqual(['report.outage.before', 'report.outage.lasting']);
    expect(findings[1]).toMatchObject({ to: null });
    for (const { what } of findings) expect(what.text).not.toMatch(/\{\w+\}|audit\./);
  });

  it('fails, passes or leaves open by the target, and the whole is no better than its worst', async () => {
    const up = [at(1, -1, 'up')];
    const verdicts = async (link: readonly RecordedState[], point: readonly RecordedState[], target: number) => {
      const records = new Map([
        ['link F04', link],
        ['point rulin-1', point],
      ]);
      const report = await pointReport([], { history: { records, unwatched: [] }, target });
      return [report.verdict, report.clauses[0]?.verdict];
    };
    expect(await verdicts(up, up, 1)).toEqual(['pass', 'pass']);
    expect(await verdicts(up, [], 0.9)).toEqual(['unknown', 'unknown']);
    const broken = [at(1, -1, 'up'), at(2, 10, 'down', down), at(3, 12, 'up')];
    expect(await verdicts(broken, [], 0.999)).toEqual(['fail', 'fail']);
    expect(await verdicts(broken, up, 0.99)).toEqual(['pass', 'pass']);
  });

  it('tells what changed since the report before: verdicts, elements that came and went', async () => {
    const before = await pointReport([at(1, -1, 'up'), at(2, 10, 'down', down), at(3, 12, 'up')]);
    const [points, links] = before.tables;
    if (points === undefined || links === undefined) throw new Error('tables are missing');
    const gone = {
      ...points,
      rows: [...points.rows, { ...points.rows[0], element: { kind: 'point', id: 'old-1', name: '旧' } }],
    };
    const previous = { ...before, tables: [gone, { ...links, rows: [] }] } as typeof before;
    const { changes } = await pointReport([at(1, -1, 'up')], { previous, target: 0.5 });
    expect(changes.since).toBe(before.id);
    expect(changes.entries.map(({ key }) => key)).toEqual([
      'report.change.verdict',
      'report.change.new',
      'report.change.gone',
    ]);
    expect((await pointReport([])).changes).toEqual({ since: null, entries: [] });
  });

  it('counts the declared terminals of the scope', async () => {
    const city = await referenceCity();
    const { terminals } = await sampleReport({ city, scope: { kind: 'city', id: city.id }, failures: 0 });
    expect(terminals).toHaveLength(63);
    expect(terminals.reduce((sum, { inner, outer }) => sum + inner + outer, 0)).toBe(584);
  });

  it('keeps its list of outages within its bound and counts the rest', async () => {
    const records = Array.from({ length: 4_200 }, (_, index) =>
      at(index + 1, index / 10, index % 2 === 0 ? 'down' : 'up', index % 2 === 0 ? down : 'audit.link.up'),
    );
    const report = await pointReport(records);
    expect(report.findings).toHaveLength(2_000);
    expect(report.findingsLeftOut).toBe(100);
    expect(report.figures.find(({ id }) => id === 'outages')?.value).toBe(2_100);
  });
});

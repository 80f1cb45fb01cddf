import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeSha256, parseVerifierKey, verifyEd25519 } from '../../../ledger/index.ts';
import type { Bundle } from '../bundle/make.ts';
import type { Report } from '../model.ts';
import { verifyBundle } from '../verify/core.ts';
import { hour, type IsolationStage, openIsolationStage, playDay } from './stage.fake.ts';

const within = 120_000;

/** From a device's answer by the real engine, keeper, recorder and ledger to what an auditor reads. */
describe('an isolation report of a day', { timeout: within }, () => {
  let stage: IsolationStage;
  let bundle: Bundle;
  let report: Report;

  beforeAll(async () => {
    stage = await openIsolationStage();
    await playDay(stage);
    bundle = await stage.make();
    ({ report } = bundle);
  }, within);
  afterAll(() => stage.close(), within);

  const row = (id: string, table = 'places', of = report) => {
    const found = of.tables.find((each) => each.id === table);
    const line = found?.rows.find(({ element }) => element.id === id);
    const value = (column: string) => line?.values[found?.columns.findIndex((each) => each.id === column) ?? -1];
    return { ...line, value };
  };
  const textOf = (name: string, of = bundle): string => Buffer.from(of.files.get(name) ?? []).toString();

  it('says of each place how long it was shown isolated, violated, and not shown, to the millisecond', () => {
    expect(report).toMatchObject({ kind: 'isolation', verdict: 'fail', evidence: { complete: true } });
    expect(report.tables[0]?.rows.map(({ element }) => element.id)).toEqual(['p1', 'p2', 'p3', 'city-dc', 'd-dc']);
    const p1 = row('p1');
    expect(p1.verdict).toBe('fail');
    expect(p1.value('violatedSeconds')).toBe(3600);
    // An hour before the first reading. The last one before the stop began a second before ten to six; it was good for 15 minutes.
    expect(p1.value('unknownSeconds')).toBe(3600 + 2 * 3600 - 5 * 60 + 1);
    expect(p1.timeline?.at(-2)?.from).toBe(new Date(stage.begin + 6 * hour + 5 * 60_000 - 1_000).toISOString());
    expect(
      Number(p1.value('isolatedShare')) + Number(p1.value('violatedShare')) + Number(p1.value('unknownShare')),
    ).toBeCloseTo(1, 12);
    expect(row('p3').verdict).toBe('unknown');
    expect(row('p3').value('violations')).toBe(0);
  });

  it('tells a violation from its beginning to its end, with check, severity, OID, value and the records of the ledger', async () => {
    expect(report.findings).toHaveLength(1);
    const [finding] = report.findings;
    expect(finding).toMatchObject({
      id: 'N1',
      element: { kind: 'point', id: 'p1' },
      from: new Date(stage.begin + 3 * hour).toISOString(),
      to: new Date(stage.begin + 4 * hour).toISOString(),
      seconds: 3600,
      check: { id: 'ISO-08', severity: 'S1' },
      rows: [{ deviceId: 'p1-utm', oid: '1.3.6.1.2.1.4.22.1.2.1.8.8.8.8', value: '8.8.8.8', severity: 'S1' }],
      rowCount: 1,
    });
    const [failed, mended] = finding?.records ?? [];
    const recordOf = async (index = -1) => {
      const read = await stage.ledger.record(index);
      return read?.ok === true ? read.value : undefined;
    };
    expect(await recordOf(failed)).toMatchObject({
      kind: 'verdict',
      subject: 'isolation p1',
      body: { verdict: 'fail' },
    });
    expect(await recordOf(mended)).toMatchObject({ body: { check: 'ISO-08', before: 'fail', verdict: 'pass' } });
  });

  it('never counts a waived failure as isolated or as violated, and names who waived it until when', () => {
    expect(row('p2')).toMatchObject({ verdict: 'unknown' });
    expect(row('p2').value('violatedSeconds')).toBe(0);
    expect(row('ISO-08', 'checks').value('waivedSeconds')).toBe(3600);
    const [waiver, declared] = report.exceptions;
    expect(waiver).toMatchObject({
      element: { id: 'p2' },
      by: 'bureau',
      until: new Date(stage.begin + 20 * hour).toISOString(),
      record: expect.any(Number),
      what: { text: expect.stringContaining('renumbering') },
    });
    expect(declared).toMatchObject({
      element: { id: '199.1.1.0/24' },
      what: { text: expect.stringContaining('since 2004') },
    });
  });

  it('says which clauses fail, which are not shown, and none that passes while a place was not shown', () => {
    const verdicts = new Map(report.clauses.map(({ number, verdict }) => [number, verdict]));
    expect(verdicts.get('8.1.3.1 a)')).toBe('fail');
    expect([...verdicts.values()]).not.toContain('pass');
  });

  it('says what network evidence cannot cover, that a declaration changed, and what is not on record', () => {
    const limits = report.limits.map(({ text }) => text).join('\n');
    for (const words of ['carried by hand', 'photograph', 'covert', 'tap on a fibre', 'not non-repudiable'])
      expect(limits).toContain(words);
    expect(report.changes).toMatchObject({ since: null });
    expect(report.changes.entries.map(({ key }) => key)).toEqual([
      'report.change.declaration',
      'report.change.declaration',
    ]);
    const annexes = report.annexes?.map(({ id, entries }) => [id, entries[0]?.key]);
    expect(annexes).toContainEqual(['drills', 'report.note.no-drills']);
    expect(annexes).toContainEqual(['canaries', 'report.note.no-canaries']);
  });

  it('is drawn in every format, with the raw values, and no key in place of its words', async () => {
    const html = textOf('report.html');
    expect(html).toContain('1.3.6.1.2.1.4.22.1.2.1.8.8.8.8 = 8.8.8.8');
    expect(html).toContain('rect class="violated"');
    const zh = await stage.make({ language: 'zh-CN' });
    for (const page of [html, textOf('report.html', zh)]) {
      expect(page.replace(/<style>[\s\S]*<\/style>/, '')).not.toMatch(
        /(?:report|isolation)\.(?!html|pdf|json|csv)[a-z][\w-]*\.\w|\{\w+\}/,
      );
    }
    expect(textOf('report.html', zh)).toContain('未得到证明');
    expect(textOf('findings.csv')).toContain('ISO-08,S1,p1-utm,1.3.6.1.2.1.4.22.1.2.1.8.8.8.8,8.8.8.8');
    expect(textOf('oscal.json')).toContain('1.3.6.1.2.1.4.22.1.2.1.8.8.8.8 = 8.8.8.8');
    expect(
      Buffer.from(bundle.files.get('report.pdf') ?? [])
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('is made anew from its evidence by the verifier, for the city and for one point', async () => {
    const key = parseVerifierKey(stage.ledger.logKeys[0] ?? '', nodeSha256);
    if (key === undefined) throw new Error('no key');
    const point = await stage.make({ scope: { kind: 'point', id: 'p1' }, language: 'zh-CN' });
    for (const { files } of [bundle, point]) {
      const found = await verifyBundle({ files, key, sha256: nodeSha256, verify: verifyEd25519 });
      expect(found.faults).toEqual([]);
      expect(found).toMatchObject({ ok: true, recomputed: true });
    }
    expect(point.report.tables[0]?.rows).toHaveLength(1);
  });

  it('knows what held when a period begins, and what is recorded after its end but dated into it', async () => {
    const { begin } = stage;
    const make = async (from: number, to: number) =>
      (await stage.make({ period: { from: begin + from * hour, to: begin + to * hour } })).report;
    const calm = await make(4.5, 5.5);
    expect(calm).toMatchObject({ verdict: 'pass', coverage: { ratio: 1, longestGapSeconds: 0 } });
    expect(calm.clauses.map(({ verdict }) => verdict)).toContain('pass');
    // Six to seven: that trust ended in it was recorded at eight only.
    const dark = await make(6, 7);
    expect(dark.verdict).toBe('unknown');
    expect(row('p1', 'places', dark).value('unknownSeconds')).toBe(3600 - 5 * 60 + 1);
    const within = await make(3.25, 3.75);
    expect(within.findings).toMatchObject([{ to: null, seconds: 1800, what: { key: 'report.violation.before' } }]);
    expect(within.coverage.ratio).toBe(1);
  });

  it('shows nothing for a time before the first record, and says so', async () => {
    const { begin } = stage;
    const early = (await stage.make({ period: { from: begin - 48 * hour, to: begin - 24 * hour } })).report;
    expect(early).toMatchObject({
      verdict: 'unknown',
      coverage: { ratio: 0, longestGapSeconds: 86_400 },
      findings: [],
    });
    expect(early.tables[0]?.rows.every(({ verdict }) => verdict === 'unknown')).toBe(true);
    expect(early.clauses.every(({ verdict }) => verdict === 'unknown')).toBe(true);
  });

  it('tells what changed since the report before', async () => {
    const { begin } = stage;
    const calm = (
      await stage.make({ period: { from: begin + 4.5 * hour, to: begin + 5.5 * hour } }, undefined, 'isolation-calm')
    ).report;
    const next = (await stage.make({}, calm)).report;
    expect(next.changes.since).toBe('isolation-calm');
    expect(next.changes.entries.map(({ text }) => text).join('\n')).toContain('from Pass to Fail');
  });

  it('proves nothing in anybody’s favour where the database tells another story', async () => {
    const { begin, store } = stage;
    const body = { before: 'isolated', word: 'violated', deciding: [] };
    store.record({ journal: 'isolation-places', at: begin + 5 * hour, subject: 'p3', body });
    const doubtful = (await stage.make({ period: { from: begin + 4.5 * hour, to: begin + 5.5 * hour } })).report;
    expect(doubtful.verdict).toBe('unknown');
    expect(doubtful.evidence).toMatchObject({ complete: false, differs: { elements: 1, notInLedger: 1 } });
    expect(doubtful.limits.map(({ key }) => key)).toContain('report.limit.isolation.differs');
  });
});

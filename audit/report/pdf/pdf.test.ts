import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import { jsonFile } from '../json.ts';
import type { Report } from '../model.ts';
import { sampleReport } from '../uptime/sample.fake.ts';
import { pdfOf } from './pdf.ts';

suiteNeeding(['pdftotext', 'pdfdetach', 'pdffonts', 'qpdf'], 'the PDF of a report', () => {
  let folder: string;
  let report: Report;
  let file: string;
  const run = (tool: string, ...args: readonly string[]): string =>
    execFileSync(toolPath(tool), [...args], { encoding: 'utf8', maxBuffer: 32_000_000 });
  const attachments = () => [
    {
      name: 'report.json',
      type: 'application/json',
      bytes: jsonFile(report),
      relationship: 'Source' as const,
      description: 'report.json',
    },
  ];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-pdf-'));
    report = await sampleReport();
    file = join(folder, 'report.pdf');
    writeFileSync(file, await pdfOf(report, attachments()));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has Chinese text that can be searched, whole and in order', () => {
    const text = run('pdftotext', '-layout', file, '-');
    for (const words of [
      '金坛市网络运行可用性报告',
      '证据不能覆盖的内容',
      '指前镇财政所',
      report.id,
      report.head?.root ?? '?',
    ]) {
      expect(text).toContain(words);
    }
    for (const { id } of report.findings) expect(text).toMatch(new RegExp(`\\b${id}\\b`));
    expect(text).not.toContain('□');
  });

  it('is sound as a file, claims PDF/A-3b, and has every font and a colour profile inside', () => {
    expect(run('qpdf', '--check', file)).toContain('No syntax or stream encoding errors');
    const plain = run('qpdf', '--qdf', '--object-streams=disable', file, '-');
    expect(plain).toMatch(/<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>B</);
    expect(plain).toContain('/GTS_PDFA1');
    expect(plain).toContain('/AFRelationship /Source');
    expect(plain).not.toMatch(/\/(?:JavaScript|Launch|Encrypt)\b/);
    const fonts = run('pdffonts', file).trim().split('\n').slice(2);
    expect(fonts.length).toBe(2);
    for (const font of fonts) expect(font).toMatch(/NotoSansSC-\w+ +CID TrueType +Identity-H +yes yes yes/);
  });

  it('carries the machine-readable report inside, byte for byte', () => {
    run('pdfdetach', '-saveall', '-o', folder, file);
    expect(readFileSync(join(folder, 'report.json'))).toEqual(jsonFile(report));
  });

  it('is the same for the same report, whenever it is made', async () => {
    expect(Buffer.from(await pdfOf(report, attachments())).equals(readFileSync(file))).toBe(true);
  });

  it('speaks English, and shows a box for what the font does not have', async () => {
    const english = await sampleReport({ language: 'en' });
    const strange = { ...english, title: `${english.title} \u{1f9ff}\u0007` };
    writeFileSync(file, await pdfOf(strange));
    const text = run('pdftotext', '-layout', file, '-');
    expect(text).toContain('What the evidence cannot cover');
    expect(text).toContain('Jintan □');
  });

  it('cuts no name of a figure, keeps the head of the signature block with it, and says no id twice', async () => {
    const pagesOf = (): readonly string[] => run('pdftotext', file, '-').split('\f');
    for (const language of ['en', 'zh-CN'] as const) {
      for (const failures of [1, 2, 3, 5, 7, 9]) {
        const made = await sampleReport({ language, failures });
        writeFileSync(file, await pdfOf({ ...made, madeBy: 'access token' }));
        const pages = pagesOf();
        const text = pages.join('').replace(/\s+/g, ' ');
        for (const { name } of made.figures) expect(text).toContain(name.text);
        for (const { element } of made.tables.flatMap(({ rows }) => rows)) {
          expect(text).not.toContain(`${element.id} ${element.id}`);
        }
        const heading = language === 'en' ? 'Signature and verification' : '签署与核验';
        const page = pages.find((each) => each.includes(heading));
        expect(page).toContain(made.head?.root);
        expect(text).toContain(language === 'en' ? 'with the access token' : '访问令牌');
      }
    }
  });

  it('breaks a city with a thousand outages onto pages that repeat their heads', async () => {
    const city = await sampleReport({ scope: { kind: 'city', id: 'changzhou' }, failures: 12 });
    writeFileSync(file, await pdfOf(city));
    expect(run('qpdf', '--check', file)).toContain('No syntax or stream encoding errors');
    const text = run('pdftotext', '-layout', file, '-');
    const pages = Number(/共 (\d+) 页/.exec(text)?.[1]);
    expect(pages).toBeGreaterThan(15);
    expect(text.match(/证据（账本/g)?.length ?? 0).toBeGreaterThan(5);
    expect(text).toContain(`第 ${pages} 页`);
  });
});

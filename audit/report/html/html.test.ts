import { describe, expect, it } from 'vitest';
import { message } from '../../../core/index.ts';
import { sampleReport } from '../uptime/sample.fake.ts';
import { escapeHtml, htmlOf } from './html.ts';

describe('the HTML of a report', () => {
  it('is whole in itself: no script, no outside asset, nothing that a page could load', async () => {
    const html = htmlOf(await sampleReport());
    expect(html).not.toMatch(/<script|<link|<img|<iframe|javascript:|url\(|@import/i);
    expect(html).not.toMatch(/(?:src|href)=/i);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('@page');
  });

  it('says everything in the language of the report, and no key stands there in place of its words', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const html = htmlOf(await sampleReport({ language }));
      expect(html).toContain(`<html lang="${language}">`);
      expect(html.replace(/report\.(?:html|json|pdf|csv)/g, '')).not.toMatch(/\b(?:report|audit)\.[a-z]/);
      expect(html).not.toMatch(/\{\w+\}/);
    }
  });

  it('lets nothing become markup that a device or a person wrote', async () => {
    const evil = '"><script>alert(1)</script>';
    const report = await sampleReport();
    const table = report.tables[0];
    const row = table?.rows[0];
    if (table === undefined || row === undefined) throw new Error('no rows');
    const html = htmlOf({
      ...report,
      title: evil,
      madeBy: evil,
      tables: [{ ...table, rows: [{ ...row, element: { ...row.element, name: evil } }] }],
      findings: report.findings.map((finding) => ({ ...finding, what: { ...message('x'), text: evil } })),
    });
    expect(html).not.toContain('<script>');
    expect(html).toContain(escapeHtml(evil));
  });

  it('shows no outage, no exception and no head where there are none', async () => {
    const report = await sampleReport({ failures: 0, head: null });
    const html = htmlOf(report);
    expect(html).toContain('报告期内没有观察到中断');
    expect(html).toContain('没有证据账本，无法核验');
    expect(report.limits.some(({ key }) => key === 'report.limit.no-ledger')).toBe(true);
  });
});

import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { referenceCity, referenceEnv } from '../../inventory/city.fake.ts';
import { loadInventory } from '../../inventory/index.ts';
import { pairTroubles } from '../pairs/model.ts';
import { districtHtml, handbookFiles, handbookZip } from './bundle.ts';
import { type HandbookInput, handbookPages, stepKeys } from './pages.ts';
import { handbookTexts } from './words.ts';

const read = await loadInventory({ source: referenceCity, env: referenceEnv });
if (!read.ok) throw new Error('the reference city cannot be read');
const { city, settings } = read.value;
const now = Date.UTC(2026, 0, 5, 8);

const input = (change: Partial<HandbookInput> = {}) => ({
  city,
  settings: settings.pairs,
  known: { readiness: () => 'ready' as const, lastDrillAt: () => now - 86_400_000 },
  language: 'zh-CN' as const,
  now,
  timeZone: 'Asia/Shanghai',
  ...change,
});
const offline = { readiness: () => undefined, lastDrillAt: () => undefined };

describe('the handbook', () => {
  it('has a page for each pair with services, contacts in their order, and what to do first at every trouble', () => {
    const pages = handbookPages(input());
    expect(pages.map(({ pairId }) => pairId)).toEqual([...city.hostPairs.keys()]);
    for (const page of pages) {
      expect(page.contacts.length).toBeGreaterThan(0);
      expect(page.troubles.map(({ trouble }) => trouble)).toEqual(pairTroubles);
      for (const { steps, title } of page.troubles) {
        expect(steps.length).toBeGreaterThan(1);
        for (const text of [title, ...steps]) expect(text).not.toMatch(/^handbook\./);
      }
    }
    const app = pages.find(({ pairId }) => pairId === 'jintan-app');
    expect(app?.services.map(({ id }) => id)).toContain('jintan-budget');
    expect(app?.members).toEqual([
      { deviceId: 'jintan-app-a', address: city.devices.get('jintan-app-a')?.address },
      { deviceId: 'jintan-app-b', address: city.devices.get('jintan-app-b')?.address },
    ]);
  });

  it('says what an engine needs where something is written for it, and what helps anywhere else', () => {
    expect(stepKeys('vrrp', 'split-brain')[0]).toBe('handbook.steps.vrrp.split-brain.1');
    expect(stepKeys('drbd', 'split-brain')[0]).toBe('handbook.steps.any.split-brain.1');
    for (const trouble of pairTroubles) expect(stepKeys('generic', trouble).length).toBeGreaterThan(1);
  });

  it('has no text that no page uses', () => {
    const engines = ['vrrp', 'postgresql', 'mysql', 'redis', 'pacemaker', 'drbd', 'utm-ha', 'generic'] as const;
    const used = new Set(engines.flatMap((engine) => pairTroubles.flatMap((trouble) => stepKeys(engine, trouble))));
    const written = Object.keys(handbookTexts.en).filter((key) => key.startsWith('handbook.steps.'));
    expect(written.filter((key) => !used.has(key))).toEqual([]);
  });
});

describe('the exported handbook', () => {
  it('is made of pages without script or outside asset, whose links all lead to one of its files', () => {
    const files = handbookFiles(input());
    expect(files.size).toBe(
      1 + city.hostPairs.size + new Set([...city.hostPairs.values()].map(({ districtId }) => districtId)).size,
    );
    for (const [name, bytes] of files) {
      const text = Buffer.from(bytes).toString();
      expect(text).toContain("default-src 'none'; style-src 'unsafe-inline'");
      expect(text).not.toMatch(/<script|<img|<link|\bsrc=|url\(/i);
      for (const [, link = ''] of text.matchAll(/href="([^"]*)"/g))
        expect([name, files.has(link)]).toEqual([name, true]);
    }
    const index = Buffer.from(files.get('index.html') ?? []).toString();
    for (const id of city.hostPairs.keys()) expect(index).toContain(`href="pair-${id}.html"`);
  });

  it('leads from a trouble to its place on the page of the pair', () => {
    const page = Buffer.from(handbookFiles(input()).get('pair-jintan-db.html') ?? []).toString();
    for (const trouble of pairTroubles) expect(page).toContain(`id="jintan-db-${trouble}"`);
    expect(page).toContain('2026-01-04 16:00');
    expect(page).toContain('就绪');
  });

  it('says that it was made without the server rather than that nothing was drilled', () => {
    const page = Buffer.from(handbookFiles(input({ known: offline })).get('pair-jintan-db.html') ?? []).toString();
    expect(page.match(/未知：离线生成/g)).toHaveLength(2);
    const english = districtHtml(input({ known: offline, language: 'en' }), 'jintan');
    expect(english).toContain('not known: made without the server');
    expect(english).toContain('id="jintan-app"');
    expect(english).not.toContain('id="liyang-app"');
  });

  it('never lets what people wrote become markup, and says where nobody is declared', () => {
    const handbook = { responsible: '<b>x</b>', contacts: [], steps: ['<script>alert(1)</script>'] };
    const pairs = { ...settings.pairs, pairs: new Map(), defaults: { ...settings.pairs.defaults, handbook } };
    const page = districtHtml(input({ settings: pairs }), 'jintan');
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<b>x');
    expect(page).toContain('未声明');
  });

  it('packs into a zip, the same bytes for the same input', async () => {
    const zip = await handbookZip(input());
    expect(Buffer.compare(Buffer.from(zip), Buffer.from(await handbookZip(input())))).toBe(0);
    expect(Object.keys(unzipSync(zip))).toContain('fangzhou-handbook/index.html');
  });
});

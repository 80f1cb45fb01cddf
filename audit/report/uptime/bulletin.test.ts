import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeSha256, parseVerifierKey, verifyEd25519 } from '../../../ledger/index.ts';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import type { Bundle } from '../bundle/make.ts';
import { type BundleStage, openBundleStage } from '../bundle/stage.fake.ts';
import { elementsCsv } from '../csv/csv.ts';
import { htmlOf } from '../html/html.ts';
import { jsonFile } from '../json.ts';
import type { Report } from '../model.ts';
import { verifyBundle } from '../verify/core.ts';
import { buildBulletin } from './bulletin.ts';
import { livingHistory, sampleReport } from './sample.fake.ts';
import { subjectsOf } from './stories.ts';

let scratch: string;
let stage: BundleStage;
let bundle: Bundle;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'fangzhou-bulletin-'));
  await buildVerifiers(scratch);
  stage = await openBundleStage({ verifiers: scratch, heartbeats: 0, failures: 1, services: true });
  const scope = { kind: 'city', id: stage.city.id } as const;
  bundle = await stage.make(
    { kind: 'bulletin', language: 'en', scope, madeBy: 'liu' },
    'bulletin-20261001-20261031-0a0b0c0d',
  );
});
afterAll(async () => {
  await stage.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Every id of the inventory (but for the city's, which is a word of the language), every address and every circuit. */
function forbidden(): readonly string[] {
  const { districts, offices, points, devices, links, hostPairs, services, backups, prefixes } = stage.city;
  return [
    ...[districts, offices, points, devices, links, hostPairs, services, backups].flatMap((entries) => [
      ...entries.keys(),
    ]),
    ...[...devices.values()].map(({ address }) => address),
    ...[...links.values()].flatMap(({ circuit, a, b }) => [circuit, a.interfaceName, b.interfaceName]),
    ...[...hostPairs.values()].map(({ virtualAddress }) => virtualAddress),
    ...[...services.values()].map(({ url }) => new URL(url).host),
    ...[...districts.values(), ...points.values()].flatMap((each) => each.prefixes),
    ...prefixes,
    'liu',
  ];
}

/** The text of a file, of a PDF with everything that is packed in it; hashes and keys are left out, for they may spell anything. */
function textOf(bytes: Uint8Array): string {
  const raw = Buffer.from(bytes).toString('latin1');
  const packed = raw.startsWith('%PDF')
    ? [...raw.matchAll(/stream\r?\n/g)].flatMap(({ index, 0: mark }) => {
        const from = index + mark.length;
        try {
          return [inflateSync(Buffer.from(raw.slice(from, raw.indexOf('endstream', from)), 'latin1')).toString('utf8')];
        } catch {
          return [];
        }
      })
    : [];
  // Fonts are no text, and have names of their own: /F13.
  const texts = packed.filter((part) => !part.includes('\0')).map((part) => part.replace(/\/F\d+/g, ''));
  const whole = packed.length > 0 ? texts.join('\n') : Buffer.from(bytes).toString('utf8');
  return whole.replace(/[A-Za-z0-9+/=]{24,}/g, ' ');
}

function leaksIn(text: string): readonly string[] {
  const escaped = (id: string): string => id.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return forbidden().filter((id) => new RegExp(`(?<![\\w-])${escaped(id)}(?![\\w-])`).test(text));
}

describe('a public bulletin', () => {
  it('has no id of the inventory, no address, no circuit and no person in any of its files', () => {
    expect(forbidden().length).toBeGreaterThan(900);
    expect(leaksIn('… jintan-agg-1 …')).toEqual(['jintan-agg-1']);
    for (const [name, bytes] of bundle.files) expect([name, leaksIn(textOf(bytes))]).toEqual([name, []]);
    // The PDF was looked into: its attachments are among what was read.
    expect(textOf(bundle.files.get('report.pdf') ?? new Uint8Array())).toContain('fangzhou-report/1');
  });

  it('names districts, offices and business systems, with figures alone', () => {
    const { report } = bundle;
    expect(report.tables.map(({ id, rows }) => [id, rows.length])).toEqual([
      ['districts', 7],
      ['offices', 58],
      ['systems', 9],
    ]);
    expect(report.tables[1]?.rows[0]?.element).toEqual({ kind: 'offices', id: '1', name: '金城镇财政所' });
    expect(report.tables[0]?.columns.map(({ id }) => id)).toEqual([
      'availability',
      'availabilityInHours',
      'coverage',
      'downSeconds',
      'downInHoursSeconds',
      'maintenanceSeconds',
    ]);
    expect(report.tables.flatMap(({ rows }) => rows.flatMap(({ timeline }) => timeline))).toEqual([]);
    expect([report.findings, report.exceptions, report.terminals, report.madeBy]).toEqual([[], [], [], 'bulletin']);
  });

  it('is vouched for by the ledger, which also knows who had it made, and says that its evidence is not published', async () => {
    const key = parseVerifierKey(stage.ledger.logKeys[0] ?? '', nodeSha256);
    if (key === undefined) throw new Error('no key');
    const found = await verifyBundle({ files: bundle.files, key, sha256: nodeSha256, verify: verifyEd25519 });
    expect(found).toMatchObject({ ok: true, recomputed: false, evidence: 0 });
    expect(found.notVerified.map((fault) => fault.key)).toContain('report.fault.not-verified.figures');
    const { records } = await stage.ledger.records({ kinds: ['report'], order: 'newest', limit: 5 });
    expect(records.map(({ subject }) => subject)).toEqual([
      'report bulletin-20261001-20261031-0a0b0c0d',
      'publication bulletin-20261001-20261031-0a0b0c0d',
    ]);
    expect(records[1]?.body).toEqual({ report: bundle.report.id, scope: 'city', by: 'liu' });
  });

  it('is as open in Chinese, of one district, and where nobody watches services', async () => {
    const { city } = stage;
    const scope = { kind: 'district', id: 'jintan' } as const;
    for (const watched of [true, false]) {
      const subjects = subjectsOf(city, scope).filter((each) => watched || /^(?:point|link) /.test(each));
      const history = livingHistory({ subjects, from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 31, 16) });
      const report: Report = await sampleReport(
        { city, scope, history, language: 'zh-CN', id: 'bulletin-1' },
        buildBulletin,
      );
      expect(report.tables.map(({ id }) => id)).toEqual(['districts', 'offices', ...(watched ? ['systems'] : [])]);
      const text = [htmlOf(report), elementsCsv(report), Buffer.from(jsonFile(report)).toString()].join('\n');
      expect(leaksIn(text.replaceAll(report.head?.origin ?? '', ''))).toEqual([]);
      expect(text).toContain('金城镇财政所');
    }
  });
});

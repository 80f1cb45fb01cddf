import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { suiteNeeding } from '../../../test/needs.ts';
import { type BackupStage, openBackupStage } from '../backup/stage.fake.ts';
import type { Bundle } from '../bundle/make.ts';
import { openRoutes, type Routes, routesWithinMs } from './routes.fake.ts';

suiteNeeding(['chromium', 'openssl'], 'the three verifiers on a report of backups', () => {
  vi.setConfig({ testTimeout: routesWithinMs, hookTimeout: routesWithinMs });
  let scratch: string;
  let stage: BackupStage;
  let routes: Routes;
  let bundle: Bundle;
  let key: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fangzhou-backup-report-'));
    routes = await openRoutes(scratch);
    stage = await openBackupStage({ verifiers: routes.verifiers });
    await stage.run(1);
    await stage.run(1.2, (index) => index !== 15);
    bundle = await stage.make();
    key = stage.ledger.logKeys[0] ?? '';
  });
  afterAll(async () => {
    await routes.close();
    await stage.close();
    await rm(scratch, { recursive: true, force: true });
  });

  it('agree on a good one, and those that can make the figures anew do', async () => {
    const answers = await routes.ask({ name: 'good', files: bundle.files, key });
    expect(answers).toMatchObject({ openssl: { sound: true }, node: { sound: true }, page: { sound: true } });
    expect(answers.node.words).toContain('every figure was made anew from the evidence');
  });

  it.each<readonly [string, string, (text: string) => string]>([
    ['the verdict', 'report.json', (text) => text.replace('"verdict": "fail"', '"verdict": "pass"')],
    ['the record of what vanished', 'evidence.jsonl', (text) => text.replace(/^.*snapshots-gone.*\n/m, '')],
  ])('all refuse one in which %s was changed', async (name, file, change) => {
    const text = Buffer.from(bundle.files.get(file) ?? []).toString();
    expect(change(text)).not.toBe(text);
    const files = new Map(bundle.files).set(file, Buffer.from(change(text)));
    const answers = await routes.ask({ name: name.replaceAll(' ', '-'), files, key });
    expect(answers).toMatchObject({ openssl: { sound: false }, node: { sound: false }, page: { sound: false } });
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeSha256, parseVerifierKey, verifyEd25519 } from '../../../ledger/index.ts';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import { stateJournal } from '../../state/keeper.ts';
import { verifyBundle } from '../verify/core.ts';
import { checkLines, verifierTexts } from '../verify/words.ts';
import type { Bundle } from './make.ts';
import { type BundleStage, openBundleStage } from './stage.fake.ts';

const scope = { kind: 'point', id: 'rulin-1' } as const;
const subject = 'point rulin-1';
const reason = { key: 'audit.point.up' };

/** Somebody with a hand in the database, but not in the ledger. */
describe('a report whose database and ledger tell different stories', () => {
  let scratch: string;
  let stage: BundleStage;
  let last: number;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'fangzhou-differs-'));
    await buildVerifiers(scratch);
    stage = await openBundleStage({ verifiers: scratch, heartbeats: 0, failures: 1 });
    last = stage.clock.now() - 2 * 86_400_000;
  });
  afterAll(async () => {
    await stage.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function verdictOn({ files }: Bundle) {
    const key = parseVerifierKey(stage.ledger.logKeys[0] ?? '', nodeSha256);
    if (key === undefined) throw new Error('no key');
    const check = await verifyBundle({ files, key, sha256: nodeSha256, verify: verifyEd25519 });
    return { check, lines: checkLines(check, verifierTexts.en) };
  }

  it('says nothing of it while they agree', async () => {
    const bundle = await stage.make({ scope });
    expect(bundle.report.evidence).toMatchObject({ complete: true });
    expect(bundle.report.evidence.differs).toBeUndefined();
    const { lines } = await verdictOn(bundle);
    expect(lines[0]).toBe('Sound: nothing was changed');
  });

  it('names what only the database has, and is never called sound as a whole', async () => {
    stage.store.record({ journal: stateJournal, at: last, subject, body: { before: 'up', state: 'down', reason } });
    const bundle = await stage.make({ scope, language: 'en' });
    const { differs } = bundle.report.evidence;
    expect(differs).toEqual({ elements: 1, notInLedger: 1, notInJournal: 0 });
    expect(bundle.report.limits.find(({ key }) => key === 'report.limit.differs')?.text).toContain(
      'changes only in the database, where nothing proves them: 1',
    );
    const { check, lines } = await verdictOn(bundle);
    expect(check).toMatchObject({ ok: true, recomputed: false });
    expect(lines[0]).toMatch(/^Unchanged, but not made anew/);
    expect(lines.join('\n')).toContain('only in the database: 1, only in the ledger: 0');
  });

  it('names what only the ledger has, and brings it along, so that an outage cannot be struck from the database', async () => {
    stage.ledger.append({
      kind: 'state-change',
      subject,
      at: last - 3_600_000,
      body: { before: 'up', state: 'down', reason },
    });
    const bundle = await stage.make({ scope });
    expect(bundle.report.evidence.differs).toEqual({ elements: 1, notInLedger: 1, notInJournal: 1 });
    const evidence = Buffer.from(bundle.files.get('evidence.jsonl') ?? []).toString();
    expect(evidence).toContain(new Date(last - 3_600_000).toISOString());
    expect((await verdictOn(bundle)).check.ok).toBe(true);
  });

  it('is not made at all on a record that was altered in the ledger, and says which', async () => {
    const file = join(stage.folder, '000000.entries');
    const before = readFileSync(file, 'latin1');
    const at = before.lastIndexOf('"subject":"point rulin-1"');
    const index = Number(/"seq":(\d+),$/.exec(before.slice(0, at))?.[1]);
    const day = before.lastIndexOf('"at":"2026-', at) + '"at":"2026-'.length;
    // Another month: still a record of this point, in the form of one.
    writeFileSync(file, `${before.slice(0, day)}09${before.slice(day + 2)}`, 'latin1');
    await expect(stage.make({ scope })).rejects.toMatchObject({
      what: { key: 'report.evidence-altered', params: { index } },
    });
    writeFileSync(file, before, 'latin1');
    expect((await stage.make({ scope })).report.evidence.records).toBeGreaterThan(0);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import {
  formatOffer,
  initWitness,
  type Ledger,
  nodeHash,
  nodeSha256,
  openLedger,
  openWitness,
  parsePolicy,
  parseVerifierKey,
  readOffer,
  verifyEd25519,
  verifyTlogProof,
  type Witness,
} from '../../ledger/index.ts';
import { trialOptions, trialRecord } from '../../ledger/trial.fake.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

suiteNeeding(['chromium'], "the auditor's page", () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-ledger-page-'));
  const faults: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let ledger: Ledger;
  let witness: Witness;

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    await initWitness(join(parent, 'stick'), 'audit.example/stick');
    witness = await openWitness(join(parent, 'stick'), new FakeClock());
    ledger = await openLedger({ ...trialOptions(join(parent, 'ledger')), witnesses: [witness.vkey] });
    const logKey = parseVerifierKey(ledger.logKeys[0] ?? '', nodeSha256);
    if (logKey === undefined) throw new Error('no key');
    await witness.trust(logKey);
    for (let n = 0; n < 400; n++) ledger.append(trialRecord(n));
    await ledger.sign();
    stage = await openStage({ webFolder: folder, ledger });
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchBrowser();
    page = await (await openContext(browser, { viewport: { width: 1280, height: 900 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`);
    await page.fill('input[name=password]', stage.auth.oneTimePassword ?? '');
    await page.keyboard.press('Enter');
    await page.click('nav a[href="/ledger"]');
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    await ledger?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  const saved = async (label: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`button:text-is("${label}")`)]);
    return readFileSync(await download.path(), 'utf8');
  };

  it('finds a record by its text and its kind, and gives files that verify without the server', async () => {
    await page.waitForSelector('.ledger-records li');
    expect(await page.locator('.ledger-condition').textContent()).toBe('完好');
    const policyText = await saved('保存策略');
    await page.fill('input[name=text]', '"n":123,');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.ledger-records li').count()).toBe(1);
    await page.click('.ledger-seq');
    await page.waitForSelector('.ledger-how');
    const policy = parsePolicy(policyText, nodeSha256);
    if (!policy.ok) throw new Error('no policy');
    const entry = Buffer.from(await saved('保存原文'), 'utf8');
    const proof = await saved('保存证明');
    const checked = await verifyTlogProof({
      entry,
      proof,
      policy: policy.value,
      hash: nodeHash,
      verify: verifyEd25519,
    });
    expect(checked).toMatchObject({ ok: true, value: { index: 125, origin: ledger.origin } });
    expect(await page.locator('.facts').textContent()).toContain(Buffer.from(nodeHash.leaf(entry)).toString('hex'));
  });

  it('takes back what a witness has cosigned, and says in words why it does not take another file', async () => {
    const offerFile = join(parent, 'offer.txt');
    writeFileSync(offerFile, formatOffer(0, [], ledger.checkpoint() ?? ''));
    const offer = await readOffer(offerFile);
    const cosigned = offer.ok ? await witness.cosign(offer.value) : offer;
    if (!cosigned.ok) throw new Error(cosigned.fault.key);
    const witnessed = cosigned.value.text;
    await page.goto(new URL('/ledger', page.url()).href);
    await page.setInputFiles('input[name=cosigned]', {
      name: 'c.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('?'),
    });
    await expect.poll(() => page.locator('.ledger-bring [role=alert]').textContent()).toContain('C2SP');
    await page.setInputFiles('input[name=cosigned]', {
      name: 'cosigned.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from(witnessed),
    });
    await expect.poll(() => page.locator('.ledger-bring [role=status]').textContent()).toContain('audit.example/stick');
    await page.waitForSelector('button:text-is("保存副签的树头")');
  });

  it('says in words and with the place that a record was altered', async () => {
    const file = join(parent, 'ledger', '000000.entries');
    writeFileSync(file, readFileSync(file, 'latin1').replace('"n":200,', '"n":201,'), 'latin1');
    await ledger.check();
    await page.goto(new URL('/ledger/202', page.url()).href);
    await expect.poll(() => page.locator('.ledger-fault').textContent()).toContain('202');
    await page.goto(new URL('/ledger', page.url()).href);
    await expect.poll(() => page.locator('.ledger-condition').textContent()).toBe('被改过');
    await expect.poll(() => page.locator('.ledger-faults').textContent()).toContain('202');
  });
});

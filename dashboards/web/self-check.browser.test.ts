import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { createSelfChecks, originOf, type ProbeRun, type SelfCheckTarget, selfCheckLimits } from '../../audit/index.ts';
import { isToken, startSentinel, tokenOf } from '../../collector/index.ts';
import { message, silentLog, systemClock } from '../../core/index.ts';
import { newPrivateKey, openLedger, readPrivateKey, signerOf } from '../../ledger/index.ts';
import { trialOptions } from '../../ledger/trial.fake.ts';
import { launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

vi.setConfig({ testTimeout: 60_000 });

suiteNeeding(['chromium'], 'the self-check in a real browser, with a real sentinel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-self-check-'));
  const runs: ProbeRun[] = [];
  const heard: string[] = [];
  let targets: SelfCheckTarget[] = [];
  let browser: Browser;
  let stage: Stage;
  let url = '';
  let ports: number[] = [];
  let close: () => Promise<void>;
  /** Time that passes for the server without being waited for. */
  let passedMs = 0;
  let isSigned: SelfCheckTarget['isSigned'];

  beforeAll(async () => {
    const privateKey = readPrivateKey(newPrivateKey());
    if (privateKey === undefined) throw new Error('no key');
    const signer = signerOf(privateKey, 's1.example/sentinel');
    isSigned = (nonce, token) => isToken(signer.key, nonce, token);
    const ledger = await openLedger(trialOptions(folder));
    const sentinel = await startSentinel({
      name: 's1',
      host: '127.0.0.1',
      tcpPorts: [0, 0],
      dnsPort: undefined,
      zone: '',
      ntpPort: undefined,
      capture: false,
      inner: [],
      prefixes: [],
      control: undefined,
      tryEveryMs: 3_600_000,
      upEveryMs: 3_600_000,
      timeoutMs: 1_000,
      ledger,
      tokenOf: (nonce) => tokenOf(signer, nonce),
      clock: systemClock,
      log: Object.assign(Object.create(silentLog), { warn: ({ nonce }: { nonce: string }) => void heard.push(nonce) }),
    });
    ports = sentinel.listening.map((text) => Number(text.split(':')[1]));
    close = async () => {
      await sentinel.stop();
      await ledger.close();
    };
    const checks = createSelfChecks({
      targets: () => targets,
      placeOf: () => 'jincheng-1',
      commit: async () => 7,
      clock: Object.assign(Object.create(systemClock), { now: () => systemClock.now() + passedMs }),
    });
    stage = await openStage({
      canaries: {
        declared: () => true,
        newest: () => [],
        isHeard: () => false,
        running: () => false,
        begin: () => {},
        drills: {
          list: () => [],
          propose: () => ({ ok: false, reason: message('x') }),
          stop: async () => {},
        },
        honeytokens: {
          list: () => [],
          find: () => undefined,
          lay: () => ({ ok: false, what: message('x'), remedy: message('x') }),
          openedAt: () => undefined,
        },
        switches: {
          list: () => [],
          take: () => {
            throw new Error('not here');
          },
        },
        outer: {
          standings: () => [],
          take: async () => {
            throw new Error('not here');
          },
        },
        selfCheck: {
          origins: () => targets.map(originOf),
          begin: checks.begin,
          end(id, from, answers) {
            const made = checks.end(id, from, answers);
            runs.push(...(made ?? []));
            return made !== undefined;
          },
        },
      },
    });
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    await close?.();
    rmSync(folder, { recursive: true, force: true });
  });

  const target = (port = 0): SelfCheckTarget => ({ id: 's1', address: '127.0.0.1', port, isSigned });

  async function visit(language = 'en'): Promise<string> {
    const context = await openContext(browser, { locale: language });
    const page = await context.newPage();
    await page.goto(`${url}/self-check`);
    await page.waitForFunction(
      () =>
        document.getElementById('said')?.textContent !== '' &&
        !/…/.test(document.getElementById('said')?.textContent ?? '…'),
    );
    const said = (await page.textContent('#said')) ?? '';
    await context.close();
    return said;
  }

  it('is a leak with the signature of the sentinel, which heard the same nonce', async () => {
    targets = [target(ports[0])];
    expect(await visit()).toContain('reaches the outside network');
    expect(runs.splice(0)).toMatchObject([{ protocol: 'browser', outcome: 'leaked', placeId: 'jincheng-1' }]);
    expect(heard).toHaveLength(1);
  });

  it('may ask its own server and the declared sentinels, and nobody else', async () => {
    targets = [target(ports[0])];
    const page = await (await openContext(browser)).newPage();
    await page.goto(`${url}/self-check`);
    const ask = (port = 0) =>
      page.evaluate(
        (to) =>
          fetch(to).then(
            () => 'answered',
            () => 'refused',
          ),
        `http://127.0.0.1:${port}/fz/x`,
      );
    expect([await ask(ports[0]), await ask(ports[1])]).toEqual(['answered', 'refused']);
    const policy = (await fetch(`${url}/self-check`)).headers;
    expect(policy.get('content-security-policy')).toContain(`connect-src 'self' http://127.0.0.1:${ports[0]};`);
    expect(policy.get('content-security-policy')).toContain("script-src 'self';");
    expect(policy.get('x-frame-options')).toBeNull();
    await page.context().close();
    runs.splice(0);
  });

  it('is shut where nobody answers, says so in the language of the browser, and rests until the next day', async () => {
    targets = [target(1)];
    passedMs += selfCheckLimits.answerMs;
    expect(await visit('zh-CN')).toBe('本终端不能到达外网。');
    expect(runs.splice(0)).toMatchObject([{ outcome: 'blocked', control: { outcome: 'reached' } }]);
    expect(await visit()).toBe('Nothing to check now.');
    expect(runs).toEqual([]);
  });

  it('takes no answer of its own making', async () => {
    const send = (body: unknown) =>
      fetch(`${url}/self-check/end`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await send({ id: 'made-up', answers: [] })).status).toBe(404);
    expect((await send({ id: 'x', answers: [{ outcome: 'leaked', token: '' }] })).status).toBe(400);
    expect(runs).toEqual([]);
  });
});

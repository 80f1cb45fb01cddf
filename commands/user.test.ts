import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../api/stage.fake.ts';
import { forgetWhereabouts, tellWhereabouts } from '../api/whereabouts.ts';
import { fangzhou } from './run.fake.ts';
import { servedStage } from './served.fake.ts';
import { serverAsk } from './server-ask.ts';
import type { Terminal } from './terminal.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await servedStage();
});
afterAll(() => stage.close());

async function run(...args: readonly string[]) {
  return fangzhou(['user', ...args, '--data', stage.dataFolder, '--lang', 'en']);
}

describe('fangzhou user', () => {
  it('adds, lists, renews and removes by the server that runs, and tells a password once', async () => {
    const added = await run('add', '王审批', '--role', 'approver');
    expect([added.code, added.out]).toEqual([
      0,
      expect.stringMatching(/王审批, role approver\n.*: (\w{5}-){3}\w{5}\n$/),
    ]);
    const made = JSON.parse((await run('add', 'sun', '--role', 'auditor', '--json')).out);
    expect(made).toMatchObject({ ok: true, name: 'sun', role: 'auditor', oneTime: true });
    expect(await stage.login({ user: 'sun', password: made.oneTimePassword })).toMatch(/fangzhou_session/);
    const renewed = JSON.parse((await run('renew', 'sun', '--role', 'operator', '--json')).out);
    expect(renewed).toMatchObject({ role: 'operator' });
    expect(renewed.oneTimePassword).not.toBe(made.oneTimePassword);
    expect((await run()).out).toMatch(/sun\s+operator.*\n.*王审批\s+approver/);
    expect((await run('remove', 'sun')).code).toBe(0);
    expect(JSON.parse((await run('list', '--json')).out).users).toHaveLength(2);
  });

  it("says the server's reason, and what to do, when it refuses", async () => {
    for (const [args, reason] of [
      [['remove', 'admin'], 'built-in'],
      [['remove', 'nobody'], 'no such user'],
      [['add', 'admin', '--role', 'auditor'], 'of that name'],
      [['renew', 'admin', '--role', 'auditor'], 'built-in'],
      [['add', '../x', '--role', 'auditor'], 'letter or digit'],
    ] as const) {
      const { code, out, err } = await run(...args);
      expect([code, out, err]).toEqual([1, '', expect.stringContaining(reason)]);
    }
  });

  it('says that it may have been done when the server does not answer in time, or nobody waits any longer', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    await tellWhereabouts(stage.dataFolder, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const ask = (stop: AbortSignal) =>
      serverAsk(stage.dataFolder, '/users', {
        terminal: { stop, language: 'en' } as Terminal,
        ...{ words: 'cli.user', withinMs: 50 },
      });
    const never = new AbortController().signal;
    await expect((await ask(never))('POST', '', {})).rejects.toMatchObject({ what: { key: 'cli.server.late' } });
    const ended = await ask(AbortSignal.abort());
    await expect(ended('POST', '', {})).rejects.toMatchObject({ what: { key: 'cli.server.interrupted' } });
    silent.close();
    silent.closeAllConnections();
  });

  it('says so when no server runs on the data folder', async () => {
    await forgetWhereabouts(stage.dataFolder);
    const { code, err } = await run('list');
    expect([code, err]).toEqual([1, expect.stringContaining('no Fangzhou runs')]);
  });
});

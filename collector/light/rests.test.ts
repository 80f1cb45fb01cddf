import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { message, silentLog, systemClock } from '../../core/index.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { startAgent } from './agent/agent.ts';
import { readRests, spoolFolderName } from './agent/folder.ts';
import type { Tries } from './agent/tries.ts';
import { openSpool } from './spool/spool.ts';
import { countingTries, fakeProbe, type LightStage, openLightStage } from './stage.fake.ts';

let stage: LightStage;
beforeAll(async () => {
  stage = await openLightStage();
});
afterAll(() => stage.close());

it('a password that was refused in a township is not sent again because its collector was started anew', async () => {
  const account = { kind: 'postgresql', host: '192.0.2.1', port: 5432, user: 'watch', password: 'a-long-secret' };
  const probe = { ...fakeProbe('sql-1', 10), ...account } as unknown as ProbeSettings;
  stage.assignment = { ...stage.assignment, probes: [probe] };
  let tried = 0;
  const good = countingTries();
  const tries: Tries = {
    ...good,
    async probe(ask) {
      tried += 1;
      return { ...(await good.probe(ask)), outcome: 'bad', reason: message('collector.services.wrong-password') };
    },
  };
  const enrolled = await stage.enrol(stage.token());
  // Time of its own: what is waited for on the wire takes as long as ever.
  const clock = new FakeClock(Date.now());
  const { folder, enrolment } = enrolled;
  const run = async (forMs: number) => {
    const steady = { boot: 'boot-1', ms: () => clock.monotonicMs() };
    const spool = await openSpool({ folder: join(folder, spoolFolderName), clock, steady, log: silentLog });
    const agent = await startAgent({
      ...{ folder, enrolment, spool, clock, steady, tries, log: silentLog, version: '1', keptBytes: 1_000_000 },
      ...{ pluginFolder: undefined, linkClock: systemClock },
    });
    await vi.waitFor(() => expect(agent.state().probes).toBe(1), { timeout: 15_000, interval: 20 });
    // Each round is written before the next one begins.
    for (let at = 0; at < forMs; at += 10_000) {
      const before = spool.last;
      await clock.advance(10_000);
      await vi.waitFor(() => expect(spool.last).toBeGreaterThan(before), { timeout: 15_000, interval: 5 });
    }
    await agent.stop();
  };
  await run(20_000);
  expect(tried).toBe(1);
  await run(30_000);
  expect(tried).toBe(1);
  await run(30_000);
  expect(tried).toBe(2);
  const file = join(enrolled.folder, 'login-rests.json');
  expect(readFileSync(file, 'utf8')).toMatch(/watch.*"refusals":2/);
  expect(readFileSync(file, 'utf8')).not.toContain('secret');
  // What is no list any more keeps nobody from starting.
  writeFileSync(file, '{');
  expect(await readRests(enrolled.folder)).toEqual([]);
});

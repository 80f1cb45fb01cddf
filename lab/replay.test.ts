import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../core/index.ts';
import { withLabKeys } from './credentials.ts';
import { replayWalk } from './replay.ts';
import { askUpTime } from './testing/probe.fake.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fangzhou-replay-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a replay', () => {
  it('serves the file to the community that was given and says what it skipped', async () => {
    const file = join(folder, 'device.snmprec');
    await writeFile(file, '1.3.6.1.2.1.1.3.0|67|4711\nnonsense\n');
    const { agent, recording } = await replayWalk({ file, community: 'lab-test' });
    try {
      expect(await askUpTime(agent)).toBe(4711);
      expect(recording.skipped).toEqual([{ line: 2, why: 'shape' }]);
      const taken = replayWalk({ file, port: agent.port });
      await expect(taken).rejects.toBeInstanceOf(UserError);
    } finally {
      await agent.stop();
    }
  });
});

describe("the lab's keys", () => {
  it('are made at random where none are set, and left alone where they are', () => {
    expect(withLabKeys({ FANGZHOU_SNMP_AUTH_KEY: 'given-by-hand' })).toEqual({
      FANGZHOU_SNMP_AUTH_KEY: 'given-by-hand',
      FANGZHOU_SNMP_PRIV_KEY: expect.stringMatching(/^[\w-]{24}$/),
    });
    expect(withLabKeys({})).not.toEqual(withLabKeys({}));
  });
});

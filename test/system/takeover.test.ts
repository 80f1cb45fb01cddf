import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { suiteNeeding } from '../needs.ts';
import { proveTakeovers } from '../takeover/run.ts';
import { startStage } from '../takeover/stage.ts';

/** `prove:takeover` in short: real instances, databases, arbiter and receiver; one kill of three sorts. */
suiteNeeding(['psql'], 'a pair whose active instance is killed', () => {
  it('is taken over each time, with every incident and no page twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fangzhou-takeover-'));
    const stage = await startStage(folder, { ttlSeconds: 6 });
    try {
      // By these the kinds are: killed, stopped, cut off together with the database that counts.
      const chances = [0.1, 0.5, 0.3, 0.5, 0.45, 0.5];
      let drawn = 0;
      const proof = await proveTakeovers({ stage, kills: 3, random: () => chances[drawn++ % chances.length] ?? 0 });
      expect(proof).toMatchObject({ kills: 3, lostIncidents: 0, duplicatePages: 0, missedPages: 0 });
      expect(proof.takeovers.map(({ kind }) => kind)).toEqual(['kill', 'stop', 'cut']);
    } finally {
      await stage.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 600_000);
});

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireCanaries, WireIsolationPlaceDetail, WireLedgerPage, WireOuter } from '../../api/wire.ts';
import { freePort } from '../free-port.ts';
import {
  type Command,
  type Fangzhou,
  longTestMs,
  patience,
  runFangzhou,
  scratchFolder,
  spawnFangzhou,
  startFangzhou,
  until,
} from './fangzhou.fake.ts';

describe(
  'a sentinel outside and the server inside, with nothing between them but a carried file',
  () => {
    const scratch = scratchFolder();
    const notes = join(scratch.path, 'sentinel');
    const data = join(scratch.path, 'data');
    const env = { FANGZHOU_SNMP_AUTH_KEY: 'trial-auth-key-1', FANGZHOU_SNMP_PRIV_KEY: 'trial-priv-key-1' };
    let sentinel: Command;
    let fangzhou: Fangzhou;

    beforeAll(async () => {
      const port = await freePort();
      sentinel = spawnFangzhou(['sentinel', '-f', notes, '--name', 's1', '--tcp', `${port}`, '--no-capture', '--json']);
      const line = await until('a sentinel that listens', () => sentinel.out().split('\n')[0] || undefined);
      const { key } = JSON.parse(line) as { key: string };
      const city = join(scratch.path, 'city');
      cpSync(join(import.meta.dirname, '..', '..', 'inventory', 'city'), city, { recursive: true });
      const settings = readFileSync(join(city, 'fangzhou.yaml'), 'utf8');
      // A hole on purpose: the sentinel is reached, as nothing stands between.
      const canaries = `isolation:
  canaries:
    place: jintan-dc
    every: 1d
    timeout: 500ms
    outside: [{ id: s1, address: 127.0.0.1, key: '${key}', tcp: [${port}] }]
    controls: { tcp: 127.0.0.1:${port} }
`;
      writeFileSync(join(city, 'fangzhou.yaml'), `${settings}\n${canaries}`);
      fangzhou = await startFangzhou(['start', '--config', city, '--data', data], env);
    }, longTestMs);
    afterAll(async () => {
      await fangzhou?.stop();
      sentinel?.signal('SIGKILL');
      scratch.remove();
    });

    const bring = (file: string) => runFangzhou(['outer', file, '--data', data, '--json']);

    it('finds the hole with the first round, says so at its place, and has the nonce on record before it', async () => {
      const { newest } = await until('the first round', async () => {
        const found = await fangzhou.get<WireCanaries>('/api/v1/isolation/canaries');
        return found.newest.some(({ protocol }) => protocol === 'tcp') && !found.running ? found : undefined;
      });
      const tcp = newest.find(({ protocol }) => protocol === 'tcp');
      expect(tcp).toMatchObject({ outcome: 'leaked', heard: false, control: { outcome: 'reached' } });
      const { items } = await fangzhou.get<WireLedgerPage>('/api/v1/ledger/records?kind=probe');
      expect(items.map(({ seq }) => seq)).toContain(tcp?.record);
      await expect
        .poll(async () => {
          const place = await fangzhou.get<WireIsolationPlaceDetail>('/api/v1/isolation/places/jintan-dc');
          const check = place.checks.find(({ id }) => id === 'ISO-31');
          return [place.word, check?.verdict, check?.severity];
        }, patience)
        .toEqual(['violated', 'fail', 'S1']);
    });

    it('hears the same outside; the file that is carried over says so, once, and a replay is refused', async () => {
      const first = join(scratch.path, 'first.zip');
      expect(await runFangzhou(['sentinel', 'export', first, '-f', notes])).toMatchObject({ code: 0 });
      const taken = await bring(first);
      expect(taken).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(taken.out)).toMatchObject({ ok: true, sentinel: { id: 's1' }, newHeard: expect.any(Number) });
      const { sentinels } = await fangzhou.get<WireOuter>('/api/v1/isolation/outer');
      expect(sentinels).toMatchObject([{ id: 's1', importedAt: expect.any(String), heard: expect.any(Number) }]);
      const { newest } = await fangzhou.get<WireCanaries>('/api/v1/isolation/canaries');
      expect(newest.find(({ protocol }) => protocol === 'tcp')?.heard).toBe(true);

      const again = await bring(first);
      expect(again.code).toBe(1);
      expect(JSON.parse(again.out)).toMatchObject({ ok: false, error: expect.stringMatching(/^Refused: /) });
      expect(again.err).not.toMatch(/\n\s+at /);
    });

    it('says what is wrong with a file, a folder without a server, and a missing argument', async () => {
      const words = join(scratch.path, 'words.zip');
      writeFileSync(words, 'no zip');
      expect((await bring(words)).code).toBe(1);
      expect((await bring(join(scratch.path, 'nowhere.zip'))).err).toContain('nowhere.zip cannot be read');
      const other = await runFangzhou(['outer', words, '--data', scratch.path]);
      expect(other).toMatchObject({ code: 1, err: expect.stringContaining('No server answers') });
      expect((await runFangzhou(['outer'])).code).toBe(2);
    });
  },
  longTestMs,
);

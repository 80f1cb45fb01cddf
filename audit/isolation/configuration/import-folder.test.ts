import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../core/index.ts';
import { sceneCity } from '../city-scene.fake.ts';
import { isolationTexts } from '../words.ts';
import { importConfigurations } from './import-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configurations-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const put = (name: string, text: string | Uint8Array) => writeFile(join(folder, name), text);
const read = () => importConfigurations(folder, sceneCity());
const digest = `sha256:${'a'.repeat(64)}`;
const approval = (change: Readonly<Record<string, string>> = {}) =>
  Object.entries({ digest, approver: 'deputy head', reason: 'change 7', at: '2026-01-04', ...change })
    .map(([key, value]) => `  ${key}: ${value}`)
    .join('\n');

describe('the folder that exported configurations are carried into', () => {
  it('gives the newest two exports of each device, newest first, and the approval', async () => {
    await put('jincheng-1-utm@2026-01-03.cfg', 'sysname old');
    await put('jincheng-1-utm@2026-01-04.cfg', 'sysname a');
    await put('jincheng-1-utm@2026-01-05T0830Z.txt', 'sysname b');
    await put('rulin-1-utm@2026-01-05.conf', 'sysname c');
    await put('approved.yaml', `jincheng-1-utm:\n${approval()}\n`);
    const { view, mistakes, snapshots } = await read();
    expect(mistakes).toEqual([]);
    expect(snapshots).toHaveLength(3);
    expect(view.snapshotsOf('jincheng-1-utm').map(({ takenAt }) => new Date(takenAt).toISOString())).toEqual([
      '2026-01-05T08:30:00.000Z',
      '2026-01-04T00:00:00.000Z',
    ]);
    expect(view.approvalOf('jincheng-1-utm')).toMatchObject({ digest, approver: 'deputy head' });
    expect(view.snapshotsOf('nobody')).toEqual([]);
    expect(view.approvalOf('rulin-1-utm')).toBeUndefined();
  });

  it('reads exports in GB18030', async () => {
    await put('jincheng-1-utm@2026-01-05.cfg', Buffer.from([0xd4, 0xb6, 0xb3, 0xcc, 0x0a]));
    const { view } = await read();
    expect(view.snapshotsOf('jincheng-1-utm')[0]?.risky).toMatchObject([{ kind: 'remote-vpn', text: '远程' }]);
  });

  it('tells everything that is wrong and takes the rest', async () => {
    await put('jincheng-1-utm.cfg', 'sysname a');
    await put('stranger@2026-01-05.cfg', 'sysname a');
    await put('rulin-1-utm@2026-13-45.cfg', 'sysname a');
    await put('rulin-1-utm@2026-01-05.cfg', '# nothing');
    await put('jincheng-1-utm@2026-01-05.cfg', 'sysname a');
    await put(
      'approved.yaml',
      [
        `jincheng-1-utm:\n${approval({ digest: 'md5:1' })}`,
        `stranger:\n${approval()}`,
        `rulin-1-utm:\n${approval({ at: 'yesterday' })}`,
        `yaotang-1-utm:\n  digest: ${digest}`,
      ].join('\n'),
    );
    const { mistakes, snapshots, approvals } = await read();
    expect(snapshots.map(({ deviceId }) => deviceId)).toEqual(['jincheng-1-utm']);
    expect(approvals).toEqual([]);
    const said = mistakes.map(({ what, line }) => `${what.key.split('.').slice(-2)[0]} ${line}`);
    expect(said.sort()).toEqual([
      'bad-digest 2',
      'bad-name 0',
      'bad-name 0',
      'bad-time 15',
      'empty 0',
      'unknown-device 0',
      'unknown-device 7',
      'yaml-key-missing 16',
      'yaml-key-missing 16',
      'yaml-key-missing 16',
    ]);
    for (const { what, why, remedy } of mistakes) {
      for (const { key } of [what, why, remedy].filter((each) => each.key.startsWith('isolation.')))
        for (const language of languages) expect(isolationTexts[language]).toHaveProperty([key]);
    }
  });

  it('says that there is no folder', async () => {
    const { mistakes, view } = await importConfigurations(join(folder, 'none'), sceneCity());
    expect(mistakes.map(({ what }) => what.key)).toEqual(['isolation.configuration.no-folder.what']);
    expect(view.snapshotsOf('jincheng-1-utm')).toEqual([]);
  });
});

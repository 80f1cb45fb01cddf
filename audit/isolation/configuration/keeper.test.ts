import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sceneCity } from '../city-scene.fake.ts';
import { createConfigurationKeeper } from './keeper.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configurations-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});
const put = (name: string, text: string) => writeFile(join(folder, name), text);

describe('exported configurations that are kept', () => {
  it('are told once, each with its record, and again only when something else lies there', async () => {
    const keeper = createConfigurationKeeper({ folder: () => folder, city: sceneCity });
    expect(keeper.view()).toBeUndefined();
    await put('jincheng-1-utm@2026-01-04.cfg', 'sysname a');
    const first = await keeper.read();
    expect(first.deviceIds).toEqual(['jincheng-1-utm']);
    expect(first.records).toMatchObject([{ kind: 'evidence', subject: 'device jincheng-1-utm' }]);
    expect(await keeper.read()).toEqual({ records: [], deviceIds: [], mistakes: [] });

    const digest = keeper.view()?.snapshotsOf('jincheng-1-utm')[0]?.digest;
    await put('approved.yaml', `jincheng-1-utm: { digest: '${digest}', approver: a, reason: r, at: 2026-01-05 }`);
    expect((await keeper.read()).records).toMatchObject([{ kind: 'declaration', body: { digest } }]);
    expect(keeper.view()?.approvalOf('jincheng-1-utm')?.approver).toBe('a');

    await rm(join(folder, 'approved.yaml'));
    expect(await keeper.read()).toMatchObject({ records: [], deviceIds: ['jincheng-1-utm'] });
    expect(keeper.view()?.approvalOf('jincheng-1-utm')).toBeUndefined();
  });

  it('say what is wrong each time, and go when no folder is named any more', async () => {
    let named: string | undefined = folder;
    const keeper = createConfigurationKeeper({ folder: () => named, city: sceneCity });
    await put('rulin-1-utm@2026-01-04.cfg', 'sysname a');
    await put('what.cfg', 'sysname a');
    expect((await keeper.read()).mistakes).toHaveLength(1);
    expect((await keeper.read()).mistakes).toHaveLength(1);
    named = undefined;
    expect(await keeper.read()).toEqual({ records: [], deviceIds: ['rulin-1-utm'], mistakes: [] });
    expect(keeper.view()).toBeUndefined();
  });
});

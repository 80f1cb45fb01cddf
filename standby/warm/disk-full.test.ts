import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { suiteNeeding } from '../../test/needs.ts';
import { digestOf, startPrimary, startStandby, trialFolder, until } from './pair.fake.ts';

suiteNeeding(['root', 'mount'], 'a standby on a disk of its own', () => {
  it('says that its disk is full, loses nothing, and goes on by itself when there is room', async () => {
    const [one, two] = [await trialFolder(), await trialFolder()];
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', two.folder]);
    const data = join(two.folder, 'data');
    await mkdir(data);
    const a = await startPrimary(one.folder);
    const write = async (n: number) => {
      a.store.put({ collection: 'trial', key: `K${n}`, body: { text: `${n}`.repeat(20_000) } });
      await a.store.flush();
    };
    await write(0);
    const b = await startStandby(data, a.url);
    try {
      await until(() => b.state().condition === 'following');
      const ballast = join(two.folder, 'ballast');
      await writeFile(ballast, Buffer.alloc(4_000_000)).catch(() => undefined);
      for (let n = 1; n < 8; n++) await write(n);
      await until(() => b.state().condition === 'disk-full', 20_000);
      const held = b.state().position?.sequence ?? 0;
      expect(held).toBeLessThan(a.feed.position().sequence);
      await rm(ballast);
      await until(
        () => b.state().condition === 'following' && b.state().position?.checksum === a.feed.position().checksum,
        20_000,
      );
      expect(b.state().copies).toBe(1);
    } finally {
      await b.stop();
      await a.close();
    }
    const same = await digestOf(data);
    execFileSync('umount', [two.folder]);
    expect(same).toEqual(await digestOf(one.folder));
    await one.remove();
    await two.remove();
  });
});

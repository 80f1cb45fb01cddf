import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../../../core/clock.fake.ts';
import { message, silentLog } from '../../../core/index.ts';
import type { ProbeResult } from '../../services/model.ts';
import type { RecordBody } from '../record.ts';
import type { Steady } from '../steady.ts';
import { openSpool, type Spool, type SpoolOptions } from './spool.ts';
import { createSpoolFile, type SpoolFiles } from './spool-file.ts';

/** The steady clock of a machine that began to run when the clock was made. */
export function fakeSteady(clock: FakeClock, boot = 'boot-1'): Steady {
  return { boot, ms: () => clock.monotonicMs() };
}

/** A result that can be told from every other by `n`. */
export function fakeResult(n: number, clock = new FakeClock()): ProbeResult {
  const reason = message('services.good', { n });
  const parts = { durationMs: 12, tries: 1, outcome: 'good', reason, phases: { total: 12 } } as const;
  return { probeId: `probe-${n}`, vantageId: 'point-1', startedAt: clock.now(), ...parts, steps: [], values: [] };
}

export const fakeBody = (n: number, clock?: FakeClock): RecordBody => ({ result: fakeResult(n, clock) });

/** Which result a record's text holds. */
export const numberOf = (text: string): number =>
  Number((JSON.parse(text) as { r: { probeId: string } }).r.probeId.slice('probe-'.length));

/** A disk that takes only so many octets, in whole files; `leftBytes` is changed by the test. */
export function smallDisk(): { leftBytes: number; readonly files: SpoolFiles } {
  const disk = {
    leftBytes: Number.POSITIVE_INFINITY,
    files: async (path: string, bytes: number) => {
      const file = await createSpoolFile(path, bytes);
      return {
        ...file,
        async write(data: Uint8Array, at: number) {
          const fits = Math.min(data.length, Math.max(0, disk.leftBytes));
          // As a disk does it: what fits is there.
          await file.write(data.subarray(0, fits), at);
          if (fits < data.length) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          disk.leftBytes -= data.length;
        },
      };
    },
  };
  return disk;
}

/** In memory where the machine has such a place: what is tried is what stands in files, not how fast a disk syncs. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder for spools, and those that were opened in one test; `end` closes and removes them. */
export function spoolStage(): {
  newFolder(): string;
  open(folder: string, options?: Parameters<typeof openFakeSpool>[1]): Promise<Spool>;
  end(): Promise<void>;
} {
  const folders: string[] = [];
  const spools: Spool[] = [];
  return {
    newFolder() {
      const folder = mkdtempSync(join(place, 'fangzhou-spool-'));
      folders.push(folder);
      return folder;
    },
    async open(folder, options) {
      const spool = await openFakeSpool(folder, options);
      spools.push(spool);
      return spool;
    },
    async end() {
      for (const spool of spools.splice(0)) await spool.close();
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openFakeSpool(
  folder: string,
  options: Partial<SpoolOptions> & { readonly clock?: FakeClock } = {},
): Promise<Spool> {
  const clock = options.clock ?? new FakeClock();
  return openSpool({ folder, steady: fakeSteady(clock), log: silentLog, ...options, clock });
}

/** Every record that is kept, as it would be sent: number and result. */
export async function kept(spool: Spool): Promise<readonly (readonly [number, number])[]> {
  const found: (readonly [number, number])[] = [];
  for (let from = 1; ; ) {
    const batch = await spool.read(from);
    if (batch === undefined) return found;
    batch.texts.forEach((text, index) => void found.push([batch.first + index, numberOf(text)]));
    from = batch.last + 1;
  }
}

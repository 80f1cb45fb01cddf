import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, errorText, seededRandom } from '../../core/index.ts';
import type { DataSetSettings, RepositorySettings } from '../../inventory/index.ts';
import { localTools } from '../backups/access/run-tool.ts';
import type { CatalogueSnapshot } from '../backups/model.ts';
import { RestoreFailure } from './fault.ts';
import { type Restored, type RestoreOutcome, type RestoreProgress, restoreBounds } from './model.ts';
import { openScratch, sizeOf } from './scratch.ts';
import { serverPlace } from './server.ts';
import { filesIn, restoreByTool } from './tools.ts';
import { verifyRestored } from './verify.ts';

export interface RestoreWish {
  readonly repository: RepositorySettings;
  readonly snapshot: CatalogueSnapshot;
  readonly proof: DataSetSettings['proof'];
  /** Paths of the set inside of the snapshot; everything where none is named. */
  readonly include: readonly string[];
  /** So many files alone, drawn anew each time; whole where absent. */
  readonly sample?: number | undefined;
  readonly scratch: { readonly folder: string; readonly mostBytes: number; readonly mostSeconds: number };
}

/**
 * Tries one restore in a scratch place and says what came of it. Never rejects, never writes into the repository, and leaves
 * nothing behind; what a killed process leaves, the next one takes away.
 */
export async function tryRestore(
  wish: RestoreWish,
  deps: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    /** Left out: a new one. */
    readonly seed?: number;
    readonly moved?: (progress: RestoreProgress) => void;
  },
): Promise<RestoreOutcome> {
  const { repository, snapshot, proof, scratch: bounds } = wish;
  const { clock, signal, seed = randomInt(2 ** 32), moved = () => undefined } = deps;
  let phase: RestoreProgress['phase'] = 'restoring';
  let sampled = false;
  let drawnBy: Pick<RestoreOutcome, 'seed'> = {};
  let restored: Restored | undefined;
  const failed = (thrown: unknown): RestoreOutcome => {
    const { fault } = thrown instanceof RestoreFailure ? thrown : new RestoreFailure('tool-failed', errorText(thrown));
    return { ok: false, sampled, restored, verifyMs: undefined, checks: [], fault, level: undefined, ...drawnBy };
  };
  const mostMs = bounds.mostSeconds * 1000;
  // A server starts from the whole, never from some files of it.
  const startsFromCopy = proof.kind === 'postgresql' && proof.dump === undefined;
  const sample = startsFromCopy ? undefined : wish.sample;
  const scratch = await openScratch({
    ...{ parent: bounds.folder, mostBytes: bounds.mostBytes, mostMs, clock, signal },
    expectedBytes: sample === undefined ? (snapshot.sourceBytes ?? 0) : 0,
    measured: (bytes) => moved({ phase, bytes }),
  }).catch((thrown: unknown) => failed(thrown));
  if ('ok' in scratch) return scratch;
  try {
    const run = localTools(clock, scratch.signal);
    const place = startsFromCopy ? await serverPlace(scratch, run) : undefined;
    const into = join(place?.folder ?? scratch.folder, 'restored');
    await mkdir(into, { mode: 0o700 });
    const ask = { repository, snapshot, into, run, mostMs, signal: scratch.signal };
    let include = wish.include;
    if (sample !== undefined) {
      const files = await filesIn({ ...ask, include });
      if (files.length > 0) {
        // What the sample is held to comes along, once: borg calls a path that is named twice one that matched nothing.
        const held = manifestsIn(files, proof);
        const others = files.filter((file) => !held.includes(file));
        include = [...drawn(others, Math.min(sample, restoreBounds.sample), seed), ...held];
        sampled = files.length > include.length;
        if (sampled) drawnBy = { seed };
      }
    }
    const startedMs = clock.monotonicMs();
    await restoreByTool({ ...ask, include });
    const restoreMs = Math.round(clock.monotonicMs() - startedMs);
    restored = { ...(await sizeOf(into)), restoreMs };
    if (restored.bytes > bounds.mostBytes) throw new RestoreFailure('too-large', `${restored.bytes} bytes`);
    if (restored.files === 0) throw new RestoreFailure('nothing-restored');
    phase = 'verifying';
    moved({ phase, bytes: restored.bytes });
    const verifiedMs = clock.monotonicMs();
    const leftMs = Math.max(1_000, mostMs - restoreMs);
    const { checks, level, dataAt, compared } = await verifyRestored({
      ...{ proof, folder: into, scratch, place, repository, sampled, run, mostMs: leftMs, signal: scratch.signal },
    });
    const verifyMs = Math.round(clock.monotonicMs() - verifiedMs);
    const broken = scratch.broken();
    if (broken !== undefined) throw new RestoreFailure(broken);
    const more = {
      ...drawnBy,
      ...(dataAt === undefined ? {} : { dataAt }),
      ...(compared === undefined ? {} : { compared }),
    };
    return { ok: true, sampled, restored, verifyMs, checks, fault: undefined, level, ...more };
  } catch (thrown) {
    // A tool that was ended by our own bound says only that it was ended.
    const broken = scratch.broken();
    const said = thrown instanceof RestoreFailure ? thrown.fault.said : '';
    return failed(broken === undefined ? thrown : new RestoreFailure(broken, said));
  } finally {
    await scratch.remove();
  }
}

function drawn(files: readonly string[], count: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const rest = files.toSorted();
  const found: string[] = [];
  while (found.length < count && rest.length > 0)
    found.push(...rest.splice(Math.min(rest.length - 1, Math.floor(random() * rest.length)), 1));
  return found;
}

/** What a sample is held to comes along with it. */
function manifestsIn(files: readonly string[], proof: DataSetSettings['proof']): readonly string[] {
  if (proof.kind === 'postgresql') return files.filter((file) => `/${file}`.endsWith(`/${proof.dump ?? ''}`));
  if (proof.kind !== 'manifest') return [];
  const names =
    proof.file === undefined
      ? ['SHA256SUMS', 'sha256sums.txt', 'manifest.jsonl', 'manifest.json', 'manifest.csv']
      : [proof.file];
  return files.filter((file) => names.some((name) => `/${file}`.endsWith(`/${name}`)));
}

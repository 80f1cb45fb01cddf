import { statfs } from 'node:fs/promises';
import type { ToolDeps } from './deps.ts';

/** Room on the volume where a repository lies, bytes; undefined where it cannot be told. */
export async function readSpace(
  folder: string,
  { run, isLocal }: Pick<ToolDeps, 'run' | 'isLocal'>,
): Promise<{ readonly totalBytes: number; readonly freeBytes: number } | undefined> {
  if (isLocal) {
    return statfs(folder).then(
      ({ blocks, bavail, bsize }) => ({ totalBytes: blocks * bsize, freeBytes: bavail * bsize }),
      () => undefined,
    );
  }
  const { out } = await run({ argv: ['df', '-B1', '--output=size,avail', '--', folder] });
  const [, total, free] = /(\d+)\s+(\d+)\s*$/.exec(out) ?? [];
  return total === undefined ? undefined : { totalBytes: Number(total), freeBytes: Number(free) };
}

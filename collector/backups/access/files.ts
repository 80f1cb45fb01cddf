import type { EpochMs } from '../../../core/index.ts';
import { backupBounds } from '../limits.ts';
import type { CatalogueFinding } from '../model.ts';
import { finding } from '../said.ts';
import type { RunTool, ToolAnswer } from './run-tool.ts';

/** A file of a folder that is read here or over SSH, by the same tools. */
export interface FolderFile {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: EpochMs;
}

export type Listing =
  | { readonly ok: true; readonly files: readonly FolderFile[] }
  | { readonly ok: false; readonly answer: ToolAnswer; readonly isMissing: boolean };

/** Regular files of a folder, so many folders deep. Names with control characters are left out. */
export async function listFolder(run: RunTool, folder: string, depth: number): Promise<Listing> {
  const argv = [
    'find',
    '-L',
    folder,
    '-mindepth',
    '1',
    '-maxdepth',
    String(depth),
    '-type',
    'f',
    '-printf',
    '%s %T@ %P\\n',
  ];
  const answer = await run({ argv });
  const isMissing = answer.ran && /No such file or directory|Not a directory/.test(answer.err);
  if (!answer.ran || answer.code !== 0) return { ok: false, answer, isMissing };
  const files = answer.out
    .split('\n')
    .slice(0, backupBounds.folderEntries)
    .flatMap((line) => {
      const [, bytes, seconds, path] = /^(\d+) (\d+(?:\.\d{1,3})?)\d* (.+)$/.exec(line) ?? [];
      if (bytes === undefined || path === undefined) return [];
      return [{ path, bytes: Number(bytes), modifiedAt: Math.round(Number(seconds) * 1000) }];
    });
  return { ok: true, files };
}

/** Why a folder could not be listed. */
export function unlisted({ answer, isMissing }: Extract<Listing, { ok: false }>): CatalogueFinding {
  if (!answer.ran) return finding(answer.why, 'unknown', answer.err);
  return isMissing ? finding('missing', 'fail', answer.err) : finding('unreachable', 'unknown', answer.err);
}

/** A file's text; undefined when it cannot be read, or is longer than that. */
export async function readText(run: RunTool, path: string, mostBytes: number): Promise<string | undefined> {
  const answer = await run({ argv: ['head', '-c', String(mostBytes + 1), '--', path], mostBytes: mostBytes + 1 });
  return answer.ran && answer.code === 0 && Buffer.byteLength(answer.out) <= mostBytes ? answer.out : undefined;
}

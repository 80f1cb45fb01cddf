import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders are named after the process that made them, so that nobody takes away one that is in use. */
const folderPrefix = 'fangzhou-keepalived-';

/** Makes a folder for a stage, and takes away those whose owners were killed. */
export function stageFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`));
}

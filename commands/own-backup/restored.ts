import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../core/index.ts';
import type { JsonObject } from '../../ledger/index.ts';

const noteName = 'restored.json';

/** Leaves a note that the folder comes from a backup, for the first start to put on record. */
export async function noteRestored(
  dataFolder: string,
  {
    madeAt,
    restoredAt,
    ledger,
  }: { readonly madeAt: string; readonly restoredAt: EpochMs; readonly ledger: number | undefined },
): Promise<void> {
  const note = { madeAt, restoredAt: new Date(restoredAt).toISOString(), records: ledger ?? 0 };
  await writeFile(join(dataFolder, noteName), `${JSON.stringify(note)}\n`, { mode: 0o600 });
}

/** The note, if there is one; it is taken away, as it is told once. */
export async function takeRestored(dataFolder: string): Promise<JsonObject | undefined> {
  const file = join(dataFolder, noteName);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  await rm(file, { force: true });
  try {
    const { madeAt, restoredAt, records } = JSON.parse(text) as Record<string, unknown>;
    return { madeAt: String(madeAt), restoredAt: String(restoredAt), records: Number(records) };
  } catch {
    return undefined;
  }
}

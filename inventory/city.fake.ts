import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The project's own copy of the reference city. */
export const referenceCity = join(import.meta.dirname, 'city');

/** Stands for the environment in which Fangzhou is started; long enough to be keys, easily found where they leak. */
export const referenceEnv = {
  FANGZHOU_SNMP_AUTH_KEY: 'sesame-auth-5f1c',
  FANGZHOU_SNMP_PRIV_KEY: 'sesame-priv-9b2e',
} as const;

export const inventoryFiles = [
  'districts.csv',
  'offices.csv',
  'points.csv',
  'links.csv',
  'devices.csv',
  'host-pairs.csv',
  'services.csv',
  'backups.csv',
  'terminals.csv',
  'contracts.csv',
  'assessment.yaml',
  'fangzhou.yaml',
] as const;

/** The text of one file of the reference city. */
export function referenceText(name: string): Promise<string> {
  return readFile(join(referenceCity, name), 'utf8');
}

/**
 * A copy of the reference city in a folder of its own, with some files replaced (`undefined` leaves one out); removed at
 * the end of the `await using` scope.
 */
export async function cityFolder(changes: Readonly<Record<string, string | Uint8Array | undefined>> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'fangzhou-city-'));
  for (const name of inventoryFiles) {
    if (!(name in changes)) await symlink(join(referenceCity, name), join(path, name));
  }
  for (const [name, content] of Object.entries(changes)) {
    if (content !== undefined) await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

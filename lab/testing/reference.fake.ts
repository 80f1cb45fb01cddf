import { join } from 'node:path';
import { type City, loadInventory, type SnmpCredential } from '../../inventory/index.ts';

/** The reference city, read as the server reads it. */
export async function referenceCity(): Promise<City> {
  const source = join(import.meta.dirname, '..', '..', 'inventory', 'city');
  const env = { FANGZHOU_SNMP_AUTH_KEY: 'correct-horse', FANGZHOU_SNMP_PRIV_KEY: 'battery-staple' };
  const read = await loadInventory({ source, env });
  if (!read.ok) throw new Error(`the reference city has mistakes: ${JSON.stringify(read.mistakes.slice(0, 3))}`);
  return read.value.city;
}

/** A v2c credential under the name that the reference city's devices carry; cheaper in tests than v3. */
export const testCredentials: ReadonlyMap<string, SnmpCredential> = new Map([
  ['v3', { version: 'v2c', community: 'lab-test' }],
]);

import { randomBytes } from 'node:crypto';

/** The environment variables that the reference city's `fangzhou.yaml` takes its SNMPv3 keys from. */
export const keyVariables = ['FANGZHOU_SNMP_AUTH_KEY', 'FANGZHOU_SNMP_PRIV_KEY'] as const;

/**
 * The environment with the lab's SNMPv3 keys. Keys that are set stay; others are made at random for this run, and agents
 * and collector get the same. Changes nothing that was given.
 */
export function withLabKeys(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const made: Record<string, string | undefined> = { ...env };
  for (const name of keyVariables) {
    if ((made[name] ?? '') === '') made[name] = randomBytes(18).toString('base64url');
  }
  return made;
}

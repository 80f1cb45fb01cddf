import type { SnmpCredential } from '../../inventory/index.ts';
import type { FaultReason } from '../observation.ts';
import type { ErrorMeaning } from './error-reason.ts';

type V3Credential = Extract<SnmpCredential, { version: 'v3' }>;

/** What a probe asks for: sysUpTime.0, which every agent has and which tells a listener nothing. */
export const probedName = '1.3.6.1.2.1.1.3.0';

/**
 * Why an agent that told its engine id keeps silent to requests. Net-SNMP's agent, and those made of it, say nothing to what
 * they cannot decrypt and to a context that they do not have. So it is asked for one small value: as before (does it answer
 * that?), then without the context, then without encryption. `probe` gives what came of it. A slow agent is silent to some and
 * not to others by chance, so before a credential is blamed it is tried again: once, and three times where it has served before
 * (`hasServed`), for then lost messages are likelier than a changed password. At most six probes; undefined when the agent is
 * silent to all, or answers as it should.
 */
export async function whySilent(
  credential: V3Credential,
  probe: (credential: V3Credential) => Promise<FaultReason | 'answered'>,
  hasServed: boolean,
): Promise<ErrorMeaning | undefined> {
  const meaning = await meaningOfProbes(credential, probe);
  if (meaning === undefined) return undefined;
  for (let tries = 0; tries < (hasServed ? 3 : 1); tries += 1) if (isWord(await probe(credential))) return undefined;
  return meaning;
}

async function meaningOfProbes(
  credential: V3Credential,
  probe: (credential: V3Credential) => Promise<FaultReason | 'answered'>,
): Promise<ErrorMeaning | undefined> {
  const { level, context } = credential;
  if ((level !== 'authPriv' && context === '') || isWord(await probe(credential))) return undefined;
  if (context !== '') {
    const said = await probe({ ...credential, context: '' });
    if (isWord(said)) {
      return final('unknown-context', 'the agent answers without the context, and is silent with it');
    }
  }
  if (level !== 'authPriv') return undefined;
  const said = await probe({ ...credential, level: 'authNoPriv', context: '' });
  if (!isWord(said)) return undefined;
  if (said === 'wrong-digest' || said === 'unknown-user') return final(said, 'the agent refuses the user');
  return final(
    'decryption-error',
    'the agent knows user and authentication, and is silent to what is encrypted: wrong privacy password or protocol',
  );
}

/** Whether the agent said anything at all. */
function isWord(said: FaultReason | 'answered'): boolean {
  return !['timeout', 'unreachable', 'unknown-host', 'internal'].includes(said);
}

function final(reason: FaultReason, detail: string): ErrorMeaning {
  return { reason, detail, retryWithDiscovery: false };
}

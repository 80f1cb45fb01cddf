import { readFileSync } from 'node:fs';
import { authProtocols, fileReason, privProtocols, type SnmpCredential } from '../inventory/index.ts';
import { filled, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** Flags that say how an agent is asked; the short ones are those of Net-SNMP's tools. */
export const credentialFlags = {
  version: { type: 'string', short: 'v' },
  community: { type: 'string', short: 'c' },
  user: { type: 'string', short: 'u' },
  level: { type: 'string', short: 'l' },
  auth: { type: 'string', short: 'a' },
  'auth-key': { type: 'string', short: 'A' },
  'auth-key-file': { type: 'string' },
  priv: { type: 'string', short: 'x' },
  'priv-key': { type: 'string', short: 'X' },
  'priv-key-file': { type: 'string' },
  context: { type: 'string', short: 'n' },
} as const;

type CredentialFlags = { readonly [name in keyof typeof credentialFlags]?: string | undefined };

const levels = ['noAuthNoPriv', 'authNoPriv', 'authPriv'] as const;
/** RFC 3414 section 11.2 asks for eight characters at least. */
const shortestKey = 8;

const versions = ['v1', 'v2c', 'v3'] as const;

/** The credential that flags name: v3 with `--user`, else v2c unless v1 is asked for. Keys may stand in files or in the environment. */
export function credentialOf(flags: CredentialFlags, env: Terminal['env']): SnmpCredential {
  for (const name of ['community', 'user', 'auth-key', 'priv-key'] as const) filled(`--${name}`, flags[name]);
  const { user, community } = flags;
  const version = oneOf('--version', flags.version?.replace(/^(?=\d)/, 'v'), versions);
  if (version === 'v3' && user === undefined) throw wrongUsage('cli.poll.user-missing');
  if (user === undefined) {
    for (const name of ['level', 'auth', 'auth-key', 'priv', 'priv-key', 'context'] as const) {
      if (flags[name] !== undefined) throw wrongUsage('cli.poll.v3-without-user', { flag: `--${name}` });
    }
    return { version: version === 'v1' ? 'v1' : 'v2c', community: community ?? 'public' };
  }
  if (community !== undefined || (version !== undefined && version !== 'v3')) throw wrongUsage('cli.poll.both');
  const authKey = keyOf(flags['auth-key'], flags['auth-key-file']) ?? env.FANGZHOU_SNMP_AUTH_KEY ?? '';
  const privKey = keyOf(flags['priv-key'], flags['priv-key-file']) ?? env.FANGZHOU_SNMP_PRIV_KEY ?? '';
  const implied = authKey === '' ? 'noAuthNoPriv' : privKey === '' ? 'authNoPriv' : 'authPriv';
  const level = oneOf('--level', flags.level, levels) ?? implied;
  if (level !== 'noAuthNoPriv' && authKey.length < shortestKey)
    throw wrongUsage('cli.poll.key', { flag: '--auth-key', min: shortestKey });
  if (level === 'authPriv' && privKey.length < shortestKey)
    throw wrongUsage('cli.poll.key', { flag: '--priv-key', min: shortestKey });
  return {
    version: 'v3',
    user,
    level,
    authProtocol: oneOf('--auth', spelled(flags.auth), authProtocols) ?? 'sha',
    authKey,
    privProtocol: oneOf('--priv', spelled(flags.priv), privProtocols) ?? 'aes',
    privKey,
    context: flags.context ?? '',
  };
}

/** What Net-SNMP calls otherwise than we do; its AES-256-C is Cisco's way of making the key, AES-256 Blumenthal's. */
const otherNames: Readonly<Record<string, string>> = {
  sha1: 'sha',
  aes128: 'aes',
  aes192: 'aes192b',
  aes192c: 'aes192r',
  aes256: 'aes256b',
  aes256c: 'aes256r',
};

function spelled(name: string | undefined): string | undefined {
  const plain = name?.toLowerCase().replaceAll('-', '');
  return plain === undefined ? undefined : (otherNames[plain] ?? plain);
}

function oneOf<const T extends string>(flag: string, text: string | undefined, words: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw wrongUsage('cli.flag.word', { flag, value: text, words: words.join(', ') });
  return found;
}

function keyOf(key: string | undefined, file: string | undefined): string | undefined {
  if (file === undefined) return key;
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (thrown) {
    throw wrongUsage('cli.poll.key-file', { file, reason: fileReason(thrown) });
  }
}

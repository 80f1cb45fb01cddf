import { Resolver } from 'node:dns/promises';
import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { bad, type ProbeFault } from './attempt.ts';
import { codeOf } from './fault.ts';

/** Every size of a look-up, in one place. */
export const resolveBounds = {
  serverTimeoutMs: 2_000,
  tries: 2,
  addresses: 8,
  laterFamilyMs: 50,
  hostsBytes: 1_048_576,
  searches: 6,
} as const;

export interface ResolveOptions {
  readonly signal: AbortSignal;
  /** Name servers (`10.8.1.6` or `10.8.1.6:53`); the system's where they are not given. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  readonly resolvFile?: string;
}

/**
 * Addresses of a host as this machine would find them: an address is itself, then `localhost` (RFC 6761), the file of hosts, name
 * servers (with the search list for a name without a dot). Node's own way through getaddrinfo is not taken: it holds one of four
 * threads for as long as a name server is silent, and files are read by the same threads. Rejects with a `ProbeFault`.
 */
export async function resolveHost(host: string, options: ResolveOptions): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const name = host.replace(/\.$/, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
  const declared = (await hostsOf(options.hostsFile ?? '/etc/hosts')).get(name);
  if (declared !== undefined) return declared;
  const resolver = new Resolver({ timeout: resolveBounds.serverTimeoutMs, tries: resolveBounds.tries });
  if (options.servers !== undefined) resolver.setServers(options.servers);
  const cancel = (): void => resolver.cancel();
  options.signal.addEventListener('abort', cancel, { once: true });
  try {
    let failure: ProbeFault | undefined;
    for (const candidate of await candidatesOf(name, host.endsWith('.'), options.resolvFile ?? '/etc/resolv.conf')) {
      const found = await ask(resolver, candidate);
      if (found.addresses.length > 0) return found.addresses.slice(0, resolveBounds.addresses);
      if (found.code !== undefined) failure = bad('resolver', { host, code: found.code });
    }
    if (failure !== undefined) throw failure;
    throw bad('unknown-host', { host });
  } finally {
    options.signal.removeEventListener('abort', cancel);
  }
}

const unknown = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME']);

interface Asked {
  readonly addresses: readonly string[];
  /** Why the servers did not tell; undefined: they did. */
  readonly code: string | undefined;
}

/**
 * Addresses of both families. Who has IPv4 waits for IPv6 no longer than RFC 8305 (section 3) asks for: servers that keep quiet
 * about AAAA are common.
 */
async function ask(resolver: Resolver, name: string): Promise<Asked> {
  const six = told(resolver.resolve6(name));
  const four = await told(resolver.resolve4(name));
  const late = sleep(resolveBounds.laterFamilyMs, { addresses: [], code: undefined }, { ref: false });
  const others = await (four.addresses.length > 0 ? Promise.race([six, late]) : six);
  return { addresses: [...four.addresses, ...others.addresses], code: four.code ?? others.code };
}

async function told(answer: Promise<readonly string[]>): Promise<Asked> {
  try {
    return { addresses: await answer, code: undefined };
  } catch (thrown) {
    const code = codeOf(thrown);
    return { addresses: [], code: unknown.has(code) ? undefined : code };
  }
}

/** A name without a dot is looked for in the domains of the search list first, as resolv.conf(5) has it. */
async function candidatesOf(name: string, isAbsolute: boolean, file: string): Promise<readonly string[]> {
  if (isAbsolute || name.includes('.')) return [name];
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.slice(0, resolveBounds.hostsBytes).split('\n');
  const domains = lines.flatMap((line) => (/^\s*(?:search|domain)\s+(.*)$/.exec(line)?.[1] ?? '').split(/\s+/));
  const searched = domains.filter((domain) => domain !== '' && domain !== '.').slice(0, resolveBounds.searches);
  return [...searched.map((domain) => `${name}.${domain}`), name];
}

let read:
  | { readonly file: string; readonly changedMs: number; readonly names: ReadonlyMap<string, string[]> }
  | undefined;

/** hosts(5), read again when it changes. */
async function hostsOf(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || found.size > resolveBounds.hostsBytes) return new Map();
  if (read?.file === file && read.changedMs === found.mtimeMs) return read.names;
  const names = new Map<string, string[]>();
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [address = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const alias of aliases) names.set(alias.toLowerCase(), [...(names.get(alias.toLowerCase()) ?? []), address]);
  }
  read = { file, changedMs: found.mtimeMs, names };
  return names;
}

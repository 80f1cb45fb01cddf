import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { packDiary, sentinelBounds, startSentinel, tokenOf } from '../collector/index.ts';
import {
  createLog,
  errorText,
  message,
  parseAddress,
  parseDuration,
  parsePrefix,
  systemClock,
  UserError,
} from '../core/index.ts';
import { formatVerifierKey, keyFiles, openLedger, openSnapshot, readPrivateKey, signerOf } from '../ledger/index.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { refused, writeOut } from './refused.ts';
import { stopped } from './serve.ts';
import type { Terminal } from './terminal.ts';

const sentinelFlags = {
  folder: { type: 'string', short: 'f' },
  name: { type: 'string' },
  host: { type: 'string' },
  tcp: { type: 'string' },
  dns: { type: 'string' },
  zone: { type: 'string' },
  ntp: { type: 'string' },
  inner: { type: 'string', multiple: true },
  prefix: { type: 'string', multiple: true },
  ports: { type: 'string' },
  control: { type: 'string' },
  every: { type: 'string' },
  'no-capture': { type: 'boolean' },
  'log-level': { type: 'string' },
} as const;

const verbs = ['run', 'key', 'export'] as const;
const flushIntervalMs = 1_000;
const checkpointIntervalMs = 10_000;
/** How often it notes that it was up: what a kill -9 loses of that at most. */
const upEveryMs = 300_000;
const timeoutMs = 2_000;

/**
 * `fangzhou sentinel`: stands outside, on a machine of its own. It hears what leaks, tries inner addresses, and keeps signed notes that
 * are carried over on a medium; it never speaks to the inner network otherwise.
 */
export async function sentinel(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, sentinelFlags);
  const [word = 'run', target] = positionals;
  const verb = verbs.find((known) => known === word);
  if (verb === undefined) throw wrongUsage('cli.sentinel.verb', { verb: word, verbs: verbs.join(', ') });
  atMost(positionals, verb === 'export' ? 2 : 1);
  const folder = resolve(flags.folder ?? terminal.env.FANGZHOU_SENTINEL ?? 'sentinel');
  const json = flags.json === true;
  if (verb === 'run') return run(folder, flags, terminal);
  const opened = await openSnapshot(folder);
  if (!opened.ok) return refused(opened.fault, json, terminal);
  const snapshot = opened.value;
  const [key] = snapshot.logKeys;
  if (verb === 'key') {
    const vkey = key === undefined ? '' : formatVerifierKey(key);
    if (json) terminal.json({ ok: true, key: vkey });
    else terminal.out(`${vkey}\n`);
    return 0;
  }
  const { size } = snapshot.checkpoint;
  const file = resolve(target ?? `sentinel-${size}.zip`);
  const bytes = await packDiary(snapshot);
  await writeOut(file, bytes);
  if (json) terminal.json({ ok: true, file, records: size, bytes: bytes.length });
  else terminal.say(message('cli.sentinel.exported', { file, count: size }));
  return 0;
}

type Flags = ReturnType<typeof readFlags<typeof sentinelFlags>>['values'];

async function run(folder: string, flags: Flags, terminal: Terminal): Promise<number> {
  const name = flags.name ?? 'sentinel';
  if (!/^[\w.-]{1,64}$/.test(name)) throw wrongUsage('cli.sentinel.name', { value: name });
  const host = flags.host ?? '127.0.0.1';
  if (parseAddress(host) === undefined) throw wrongUsage('cli.sentinel.address', { flag: '--host', value: host });
  const zone = flags.zone ?? '';
  const dnsPort = portOf('--dns', flags.dns);
  if (dnsPort !== undefined && zone === '') throw wrongUsage('cli.sentinel.zone');
  const ports = portsOf('--ports', flags.ports);
  const inner = (flags.inner ?? []).map((text) => ({ address: addressOf('--inner', text), ports }));
  if (inner.length > sentinelBounds.addresses)
    throw wrongUsage('cli.sentinel.inner', { most: sentinelBounds.addresses });
  const prefixes = (flags.prefix ?? []).map((text) => {
    const parsed = parsePrefix(text);
    if (parsed === undefined || parsed.hostBits) throw wrongUsage('cli.sentinel.prefix', { value: text });
    return parsed.prefix.text;
  });
  const everySeconds = parseDuration(flags.every ?? '1h') ?? 0;
  if (everySeconds < 10 || everySeconds > 86_400) throw wrongUsage('cli.sentinel.every', { value: flags.every ?? '' });
  const control =
    flags.control === undefined ? undefined : { address: addressOf('--control', flags.control), ports: [] };
  const log = createLog(flags['log-level'] ?? 'info');
  const tcpPorts = portsOf('--tcp', flags.tcp);

  const ledger = await openLedger({
    folder,
    clock: systemClock,
    log,
    name: `${name}.fangzhou/sentinel`,
    flushIntervalMs,
    checkpointIntervalMs,
  });
  try {
    const pem = await readFile(keyFiles({ folder, logKeyFile: undefined, collectorKeyFile: undefined }).log, 'utf8');
    const privateKey = readPrivateKey(pem);
    if (privateKey === undefined) throw new UserError(message('cli.sentinel.key'), message('cli.sentinel.key.remedy'));
    const signer = signerOf(privateKey, ledger.origin);
    ledger.append({ kind: 'start', subject: `sentinel ${name}`, body: { name } });
    await ledger.flush();
    await ledger.sign();
    const running = await startSentinel({
      name,
      host,
      tcpPorts,
      dnsPort,
      zone,
      ntpPort: portOf('--ntp', flags.ntp),
      capture: flags['no-capture'] !== true,
      inner,
      prefixes:
        prefixes.length > 0 ? prefixes : inner.map(({ address }) => `${address}/${address.includes(':') ? 128 : 32}`),
      control,
      tryEveryMs: everySeconds * 1000,
      upEveryMs,
      timeoutMs,
      ledger,
      tokenOf: (nonce) => tokenOf(signer, nonce),
      clock: systemClock,
      log,
    }).catch((thrown: unknown) => {
      const params = { host, reason: errorText(thrown) };
      throw new UserError(message('cli.sentinel.listen', params), message('cli.sentinel.listen.remedy', params));
    });
    const key = ledger.logKeys[0] ?? '';
    const listening = running.listening.join(' ');
    if (flags.json === true) terminal.json({ ok: true, key, folder, listening: running.listening });
    else {
      terminal.say(message('cli.sentinel.running', { name, host, listening: listening || '-', folder }));
      terminal.say(message('cli.sentinel.vkey', { key }));
    }
    await stopped(terminal.stop);
    await running.stop();
    ledger.append({ kind: 'stop', subject: `sentinel ${name}`, body: { name } });
  } finally {
    await ledger.close();
  }
  return 0;
}

function addressOf(flag: string, text: string): string {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw wrongUsage('cli.sentinel.address', { flag, value: text });
  return parsed.text;
}

function portOf(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : portsOf(flag, text)[0];
}

function portsOf(flag: string, text: string | undefined): readonly number[] {
  if (text === undefined || text === '') return [];
  return text.split(',').map((part) => {
    const port = /^\d{1,5}$/.test(part.trim()) ? Number(part) : Number.NaN;
    if (port >= 1 && port <= 65_535) return port;
    throw wrongUsage('cli.sentinel.port', { flag, value: part });
  });
}

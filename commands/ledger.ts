import { join, resolve } from 'node:path';
import { message } from '../core/index.ts';
import {
  createKey,
  exportFile,
  exportTiles,
  formatCheckpoint,
  formatOffer,
  formatVerifierKey,
  keyFiles,
  makeConsistencyProof,
  nodeHash,
  openSnapshot,
  paperForm,
  retireKey,
  rotateKey,
  type Snapshot,
  toBase64,
  verifyExport,
} from '../ledger/index.ts';
import { lockFolder } from '../store/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import { refused, writeOut } from './refused.ts';
import type { Terminal } from './terminal.ts';

const ledgerFlags = {
  data: { type: 'string' },
  'log-key': { type: 'string' },
  'collector-key': { type: 'string' },
  from: { type: 'string' },
  out: { type: 'string' },
} as const;

const verbs = ['show', 'check', 'export', 'offer', 'paper', 'rotate', 'retire', 'new-key'] as const;

/** `fangzhou ledger VERB`: looks at the ledger of a data folder, also while Fangzhou runs; changes its keys while it does not. */
export async function ledger(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, ledgerFlags);
  const [word = 'show', target] = positionals;
  const verb = verbs.find((known) => known === word);
  if (verb === undefined) throw wrongUsage('cli.ledger.verb', { verb: word, verbs: verbs.join(', ') });
  const { dataFolder } = overridesOf(flags, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.ledger.data');
  const folder = join(dataFolder, 'ledger');
  const json = flags.json === true;
  if (verb === 'rotate' || verb === 'retire' || verb === 'new-key') {
    atMost(positionals, 2);
    return changeKey({ verb, target, folder, flags, terminal, json });
  }
  atMost(positionals, verb === 'export' ? 2 : 1);
  const opened = await openSnapshot(folder);
  if (!opened.ok) return refused(opened.fault, json, terminal);
  const snapshot = opened.value;
  if (verb === 'show') return show(snapshot, json, terminal);
  if (verb === 'check') return check(snapshot, json, terminal);
  if (verb === 'export') {
    if (target === undefined) throw wrongUsage('cli.ledger.export-missing');
    const out = resolve(target);
    const { size, files } = await exportTiles({ ...snapshot, folder: out });
    if (json) terminal.json({ ok: true, folder: out, size, files });
    else terminal.say(message('cli.ledger.exported', { folder: out, size, files }));
    return 0;
  }
  const text = verb === 'offer' ? await offer(snapshot, flags.from) : paper(snapshot, terminal);
  if (flags.out !== undefined) await writeOut(flags.out, text);
  if (json) terminal.json({ ok: true, ...(flags.out === undefined ? { text } : { file: resolve(flags.out) }) });
  else if (flags.out === undefined) terminal.out(text);
  else terminal.say(message('cli.ledger.written', { file: resolve(flags.out) }));
  return 0;
}

function show({ checkpoint, policy, logKeys, collectorKeys }: Snapshot, json: boolean, terminal: Terminal): number {
  const { origin, size, root } = checkpoint;
  const keys = { logKeys: logKeys.map(formatVerifierKey), collectorKeys: collectorKeys.map(formatVerifierKey) };
  if (json) {
    terminal.json({
      ok: true,
      origin,
      size,
      root: toBase64(root),
      checkpoint: formatCheckpoint(checkpoint),
      policy,
      ...keys,
    });
    return 0;
  }
  terminal.say(message('cli.ledger.head', { origin, size, root: toBase64(root) }));
  for (const key of keys.logKeys) terminal.say(message('cli.ledger.log-key', { key }));
  for (const key of keys.collectorKeys) terminal.say(message('cli.ledger.collector-key', { key }));
  return 0;
}

/** By the verifier that auditors use, from the entries up. */
async function check(snapshot: Snapshot, json: boolean, terminal: Terminal): Promise<number> {
  const { checkpoint } = snapshot;
  const found = await verifyExport({
    head: checkpoint,
    hash: nodeHash,
    read: (path) => exportFile(snapshot, path),
  });
  const ok = found.faults.length === 0;
  if (json) {
    const faults = found.faults.map((fault) => ({ ...fault, text: terminal.text(fault) }));
    terminal.json({ ok, size: checkpoint.size, checked: found.entries, faults });
  } else if (ok) terminal.say(message('cli.ledger.sound', { size: found.entries }));
  else for (const fault of found.faults) terminal.complain(fault);
  return ok ? 0 : 1;
}

async function offer({ checkpoint, tile }: Snapshot, fromFlag: string | undefined): Promise<string> {
  const from = wholeNumber('--from', fromFlag, { min: 0, max: 999_999_999 }) ?? 0;
  if (from > checkpoint.size) throw wrongUsage('cli.ledger.from', { from, size: checkpoint.size });
  const proof = from === 0 ? [] : await makeConsistencyProof(nodeHash, tile, from, checkpoint.size);
  return formatOffer(from, proof, formatCheckpoint(checkpoint));
}

function paper({ checkpoint }: Snapshot, { texts }: Terminal): string {
  return paperForm(checkpoint, texts, new Date().toLocaleString('sv-SE', { timeZoneName: 'short' }));
}

async function changeKey(options: {
  readonly verb: 'rotate' | 'retire' | 'new-key';
  readonly target: string | undefined;
  readonly folder: string;
  readonly flags: { readonly 'log-key'?: string | undefined; readonly 'collector-key'?: string | undefined };
  readonly terminal: Terminal;
  readonly json: boolean;
}): Promise<number> {
  const { verb, target = verb === 'new-key' ? 'log' : undefined, folder, flags, terminal, json } = options;
  if (target !== 'log' && target !== 'collector') throw wrongUsage('cli.ledger.key');
  const files = keyFiles({ folder, logKeyFile: flags['log-key'], collectorKeyFile: flags['collector-key'] });
  // Whoever runs has its keys in memory: they are changed while nobody does.
  const unlock = await lockFolder(folder);
  try {
    if (verb === 'rotate') await rotateKey(files[target]);
    else if (verb === 'retire') await retireKey(files[target]);
    else await createKey(files[target]);
  } finally {
    await unlock();
  }
  if (json) terminal.json({ ok: true, key: target, file: files[target] });
  else terminal.say(message(`cli.ledger.${verb}`, { key: target, file: files[target] }));
  return 0;
}

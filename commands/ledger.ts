import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Message, message, UserError } from '../core/index.ts';
import {
  againstRemembered,
  createKey,
  exportFile,
  exportTiles,
  type Fault,
  formatCheckpoint,
  formatOffer,
  formatVerifierKey,
  keyFiles,
  knownKeysFile,
  makeConsistencyProof,
  nodeHash,
  openSnapshot,
  paperForm,
  peekHead,
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
  // Read first: what the store remembers is never newer than what is on the disk after it.
  const remembered = await peekHead(dataFolder).catch((thrown: unknown) => {
    if (!(thrown instanceof UserError)) throw thrown;
    terminal.complain(message('cli.ledger.not-compared', { reason: terminal.text(thrown.what) }));
    return undefined;
  });
  const json = flags.json === true;
  if (verb === 'rotate' || verb === 'retire' || verb === 'new-key') {
    atMost(positionals, 2);
    return changeKey({ verb, target, folder, flags, terminal, json });
  }
  atMost(positionals, verb === 'export' ? 2 : 1);
  const opened = await openSnapshot(folder);
  if (!opened.ok) return refused(opened.fault, json, terminal);
  const snapshot = opened.value;
  const against = remembered === undefined ? undefined : await againstRemembered(snapshot, remembered);
  const known = against === undefined ? [] : [against];
  if (verb === 'show') return show(snapshot, known, json, terminal);
  if (verb === 'check') return check(snapshot, known, json, terminal);
  if (verb === 'export') {
    if (target === undefined) throw wrongUsage('cli.ledger.export-missing');
    const out = resolve(target);
    const { size, files, faults } = await exportTiles({ ...snapshot, folder: out });
    const answer = { folder: out, size, files };
    // Also a broken ledger is exported: the export is the evidence of it.
    return told({ answer, faults: [...known, ...faults], json, terminal, say: message('cli.ledger.exported', answer) });
  }
  // What a witness is shown or a stamp is put on is a head that this server did not fall behind.
  if (against !== undefined) return refused(against, json, terminal);
  const text = verb === 'offer' ? await offer(snapshot, flags.from) : paper(snapshot, terminal);
  if (flags.out !== undefined) await writeOut(flags.out, text);
  if (json) terminal.json({ ok: true, ...(flags.out === undefined ? { text } : { file: resolve(flags.out) }) });
  else if (flags.out === undefined) terminal.out(text);
  else terminal.say(message('cli.ledger.written', { file: resolve(flags.out) }));
  return 0;
}

function show(snapshot: Snapshot, faults: readonly Fault[], json: boolean, terminal: Terminal): number {
  const { checkpoint, policy } = snapshot;
  const { origin, size, root } = checkpoint;
  const logKeys = snapshot.logKeys.map(formatVerifierKey);
  const collectorKeys = snapshot.collectorKeys.map(formatVerifierKey);
  const head = { origin, size, root: toBase64(root) };
  const answer = { ...head, checkpoint: formatCheckpoint(checkpoint), policy, logKeys, collectorKeys };
  const code = told({ answer, faults, json, terminal, say: message('cli.ledger.head', head) });
  if (json) return code;
  for (const key of logKeys) terminal.say(message('cli.ledger.log-key', { key }));
  for (const key of collectorKeys) terminal.say(message('cli.ledger.collector-key', { key }));
  return code;
}

/** By the verifier that auditors use, from the entries up. */
async function check(snapshot: Snapshot, known: readonly Fault[], json: boolean, terminal: Terminal): Promise<number> {
  const { size } = snapshot.checkpoint;
  const read = (path: string) => exportFile(snapshot, path);
  const found = await verifyExport({ head: snapshot.checkpoint, hash: nodeHash, read });
  const faults = [...known, ...found.faults];
  const say = faults.length === 0 ? message('cli.ledger.sound', { size: found.entries }) : undefined;
  return told({ answer: { size, checked: found.entries }, faults, json, terminal, say });
}

/** The answer, and what was found wrong: exit code 1 when there is any. */
function told(options: {
  readonly answer: object;
  readonly faults: readonly Fault[];
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly say: Message | undefined;
}): 0 | 1 {
  const { answer, faults, json, terminal, say } = options;
  const ok = faults.length === 0;
  if (json) {
    terminal.json({ ok, ...answer, faults: faults.map((fault) => ({ ...fault, text: terminal.text(fault) })) });
  } else {
    if (say !== undefined) terminal.say(say);
    for (const fault of faults) terminal.complain(fault);
  }
  return ok ? 0 : 1;
}

async function offer({ checkpoint, tile }: Snapshot, fromFlag: string | undefined): Promise<string> {
  const from = wholeNumber('--from', fromFlag, { min: 0, max: 999_999_999 }) ?? 0;
  if (from > checkpoint.size) throw wrongUsage('cli.ledger.from', { from, size: checkpoint.size });
  const proof = from === 0 ? [] : await makeConsistencyProof(nodeHash, tile, from, checkpoint.size);
  return formatOffer(from, proof, formatCheckpoint(checkpoint));
}

function paper({ checkpoint, trusted }: Snapshot, { texts }: Terminal): string {
  return paperForm(
    checkpoint,
    trusted.logs.map(formatVerifierKey),
    texts,
    new Date().toLocaleString('sv-SE', { timeZoneName: 'short' }),
  );
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
  const unlock = await lockLedger(folder);
  try {
    if (verb === 'rotate') await rotateKey(files[target]);
    else if (verb === 'retire') await retireKey(files[target], knownKeysFile(folder));
    else await createKey(files[target]);
  } finally {
    await unlock();
  }
  if (json) terminal.json({ ok: true, key: target, file: files[target] });
  else terminal.say(message(`cli.ledger.${verb}`, { key: target, file: files[target] }));
  return 0;
}

/** @throws UserError when there is no ledger, or when Fangzhou runs on it. */
async function lockLedger(folder: string): Promise<() => Promise<void>> {
  if (!(await hasLedger(folder))) {
    throw new UserError(message('ledger.problem.no-ledger', { folder }), message('ledger.problem.no-ledger.remedy'));
  }
  try {
    return await lockFolder(folder);
  } catch (thrown) {
    if (!(thrown instanceof UserError) || thrown.what.key !== 'store.locked') throw thrown;
    throw new UserError(message('cli.ledger.running', { folder }), message('cli.ledger.running.remedy'));
  }
}

/** A new key may be wanted where nothing was signed yet, but never where no ledger is. */
function hasLedger(folder: string): Promise<boolean> {
  return access(join(folder, 'origin')).then(
    () => true,
    () => false,
  );
}

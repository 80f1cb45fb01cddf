import { resolve } from 'node:path';
import { message, systemClock } from '../core/index.ts';
import {
  initWitness,
  isKeyName,
  nodeSha256,
  openWitness,
  parseVerifierKey,
  readOffer,
  toBase64,
} from '../ledger/index.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { refused, writeOut } from './refused.ts';
import type { Terminal } from './terminal.ts';

const witnessFlags = {
  folder: { type: 'string', short: 'f' },
  name: { type: 'string' },
  log: { type: 'string', multiple: true },
  out: { type: 'string' },
} as const;

const verbs = ['init', 'trust', 'show', 'cosign'] as const;

/** `fangzhou witness VERB`: a witness with a folder of its own (a stick), no network and no data folder. */
export async function witness(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, witnessFlags);
  const [word = '', source] = positionals;
  const verb = verbs.find((known) => known === word);
  if (verb === undefined) throw wrongUsage('cli.witness.verb', { verb: word, verbs: verbs.join(', ') });
  const { folder = terminal.env.FANGZHOU_WITNESS } = flags;
  if (folder === undefined || folder === '') throw wrongUsage('cli.witness.folder');
  const logs = (flags.log ?? []).map((vkey) => {
    const key = parseVerifierKey(vkey, nodeSha256);
    if (key === undefined) throw wrongUsage('cli.witness.log', { vkey });
    return key;
  });
  atMost(positionals, verb === 'cosign' ? 2 : 1);
  if (verb === 'init') {
    const { name = '' } = flags;
    if (!isKeyName(name)) throw wrongUsage('cli.witness.name', { name });
    await initWitness(resolve(folder), name);
  }
  if (verb === 'trust' && logs.length === 0) throw wrongUsage('cli.witness.log-missing');
  const own = await openWitness(resolve(folder), systemClock);
  for (const log of logs) await own.trust(log);
  if (verb !== 'cosign') {
    const watched = own.logs.map(({ name, id }) => ({ name, id }));
    if (flags.json === true) terminal.json({ ok: true, vkey: own.vkey, logs: watched });
    else {
      terminal.say(message('cli.witness.vkey', { vkey: own.vkey }));
      for (const log of watched) terminal.say(message('cli.witness.watches', log));
    }
    return 0;
  }

  if (source === undefined) throw wrongUsage('cli.witness.source');
  const offer = await readOffer(resolve(source));
  if (!offer.ok) return refused(offer.fault, flags.json === true, terminal);
  const cosigned = await own.cosign(offer.value);
  if (!cosigned.ok) return refused(cosigned.fault, flags.json === true, terminal);
  const { origin, size, root, text, previousSize, atSeconds } = cosigned.value;
  if (flags.out !== undefined) await writeOut(flags.out, text);
  if (flags.json === true) {
    const at = new Date(atSeconds * 1000).toISOString();
    terminal.json({
      ok: true,
      origin,
      size,
      root: toBase64(root),
      previousSize: previousSize ?? null,
      at,
      checkpoint: text,
    });
    return 0;
  }
  const first = previousSize === undefined;
  terminal.complain(
    message(first ? 'cli.witness.first' : 'cli.witness.cosigned', { origin, size, previous: previousSize ?? 0 }),
  );
  if (flags.out === undefined) terminal.out(text);
  return 0;
}

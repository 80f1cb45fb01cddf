import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Message, message, systemClock, UserError } from '../core/index.ts';
import {
  createPeer,
  obstacleTo,
  type Part,
  type Preview,
  previewPromotion,
  promote as promoteData,
  readPart,
} from '../standby/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import { keyReference, readKey } from './standby-key.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** `fangzhou standby promote --data FOLDER`: shows what taking over would mean, and does it. */
export async function promote(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    data: { type: 'string' },
    'key-file': { type: 'string' },
    'log-key': { type: 'string' },
    preview: { type: 'boolean' },
    yes: { type: 'boolean', short: 'y' },
    force: { type: 'boolean' },
  });
  atMost(positionals, 1);
  const folder = overridesOf(flags, terminal.env).dataFolder;
  if (folder === undefined) throw wrongUsage('cli.standby.data');
  const logKeyFile = filled('--log-key', flags['log-key']);
  const folders = { data: folder, ledger: join(folder, 'ledger'), ...(logKeyFile === undefined ? {} : { logKeyFile }) };
  const part = await readPart(folder);
  const url = positionals[0] ?? part?.url ?? '';
  const clock = systemClock;
  const peer =
    url === '' ? undefined : createPeer({ url, clock, secret: await secretOf(flags['key-file'], part, terminal) });
  const preview = await previewPromotion({
    folders,
    peer,
    clock,
    greeting: ({ position, generation }) => ({
      ...{
        name: part?.name || hostname(),
        version,
        role: 'standby',
        at: clock.now(),
        records: 0,
        position,
        generation,
      },
    }),
  });
  const obstacle = obstacleTo(preview);
  if (flags.json !== true) for (const line of linesOf(preview, url)) terminal.say(line);
  if (flags.preview === true) {
    if (flags.json === true)
      terminal.json({ ...preview, obstacle: obstacle === undefined ? null : terminal.text(obstacle) });
    else if (obstacle !== undefined) terminal.say(obstacle);
    return obstacle === undefined ? 0 : 1;
  }
  if (obstacle !== undefined && flags.force !== true) throw new UserError(obstacle, message('standby.promote.remedy'));
  if (flags.yes !== true) {
    const agreed = await terminal.ask?.(terminal.text(message('cli.standby.promote.ask')));
    if (agreed !== true) throw wrongUsage('cli.standby.promote.yes');
  }
  const generation = await promoteData({ folders, preview, clock });
  if (flags.json === true) terminal.json({ ...preview, promoted: generation });
  else {
    terminal.say(message('cli.standby.promote.done', { generation: generation.number, folder }));
    if (preview.key !== 'there')
      terminal.say(message(`cli.standby.promote.key.${preview.key}`, { folder: folders.ledger }));
  }
  return 0;
}

async function secretOf(flag: string | undefined, part: Part | undefined, terminal: Terminal): Promise<string> {
  return readKey(keyReference(flag, part?.key), terminal.env);
}

function linesOf(preview: Preview, url: string): readonly Message[] {
  const { position, generation, records, signedRecords, ageSeconds, loss, beyond, primary, key, ledgerBehind } =
    preview;
  const lines = [
    message('cli.standby.preview.here', {
      sequence: position?.sequence ?? 0,
      generation: generation?.number ?? 0,
      age: ageSeconds === undefined ? '?' : ageSeconds.toFixed(1),
      ...{ records, signedRecords },
    }),
    message(`cli.standby.preview.primary.${primary}`, { url }),
  ];
  if (beyond !== undefined) {
    const incidents = beyond.incidents ?? '?';
    const seconds = loss.seconds === undefined ? '?' : loss.seconds.toFixed(1);
    lines.push(
      message('cli.standby.preview.beyond', { changes: beyond.changes, records: beyond.records, incidents, seconds }),
    );
  } else {
    const seconds = loss.seconds === undefined ? '?' : loss.seconds.toFixed(1);
    lines.push(message('cli.standby.preview.unknown', { seconds, changes: loss.changes ?? '?' }));
  }
  if (ledgerBehind) lines.push(message('standby.promote.ledger-behind'));
  lines.push(message(`cli.standby.preview.key.${key}`));
  return lines;
}

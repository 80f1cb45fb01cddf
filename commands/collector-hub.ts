import type { WireLightCollectors, WireLightToken } from '../api/index.ts';
import { message } from '../core/index.ts';
import type { CollectorFlags } from './collector.ts';
import { overridesOf } from './configuration.ts';
import { wrongUsage } from './flags.ts';
import { serverAsk } from './server-ask.ts';
import type { Terminal } from './terminal.ts';

/** `fangzhou collector token|list|revoke`: by the hub that runs on the data folder, which puts each on record. */
export async function atHub(
  verb: 'token' | 'list' | 'revoke',
  word: string | undefined,
  flags: CollectorFlags,
  terminal: Terminal,
): Promise<number> {
  const { dataFolder } = overridesOf(flags.data === undefined ? {} : { data: flags.data }, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.collector.data');
  const { id = '', place = '' } = flags;
  if (verb === 'token' && (id === '' || place === '')) throw wrongUsage('cli.collector.who');
  if (verb === 'revoke' && word === undefined) throw wrongUsage('cli.collector.which');
  const ask = await serverAsk(dataFolder, '/collectors', { terminal, words: 'cli.collector' });
  if (verb === 'list') {
    const found = (await ask('GET', '')) as WireLightCollectors;
    if (flags.json === true) terminal.json({ ok: true, ...found });
    else terminal.table(rowsOf(found, terminal));
    return 0;
  }
  if (verb === 'revoke') {
    await ask('DELETE', `/${encodeURIComponent(word ?? '')}`);
    if (flags.json === true) terminal.json({ ok: true });
    else terminal.say(message('cli.collector.gone', { id: word ?? '' }));
    return 0;
  }
  const made = (await ask('POST', '', { id, placeId: place })) as WireLightToken;
  const { listening } = (await ask('GET', '')) as WireLightCollectors;
  const hub = listening === null ? 'https://HUB:7443' : (listening.url ?? urlOf(listening));
  const line = `fangzhou collector --hub ${hub} --token ${made.token} --data /var/lib/fangzhou-collector`;
  if (flags.json === true) terminal.json({ ok: true, ...made, hub, command: line });
  else {
    terminal.say(message('cli.collector.token', { id, place, endsAt: made.endsAt }));
    terminal.out(`${line}\n`);
  }
  return 0;
}

function urlOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function rowsOf({ collectors }: WireLightCollectors, terminal: Terminal): readonly (readonly string[])[] {
  const head = ['id', 'place', 'condition', 'seen', 'waiting', 'lost', 'version'].map((one) =>
    terminal.text(message(`cli.collector.head.${one}`)),
  );
  return [
    head,
    ...collectors.map(({ id, placeId, condition, lastSeenAt, waiting, lost, version }) => [
      ...[id, placeId, terminal.text(message(`cli.collector.condition.${condition}`)), lastSeenAt ?? '-'],
      ...[String(waiting), String(lost), version ?? '-'],
    ]),
  ];
}

import type { WireBackupRepositoryDetail } from '../api/index.ts';
import { message } from '../core/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import { serverAsk } from './server-ask.ts';
import type { Terminal } from './terminal.ts';

/** `fangzhou backup-accept REPOSITORY`: shows that a repository was made anew, and with a reason accepts it, by the server that runs on the data folder. */
export async function backupAccept(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    data: { type: 'string' },
    identity: { type: 'string' },
    reason: { type: 'string' },
  });
  const [id = ''] = positionals;
  atMost(positionals, 1);
  if (id === '') throw wrongUsage('cli.backup-accept.target');
  const identity = filled('--identity', flags.identity);
  const reason = filled('--reason', flags.reason);
  const { dataFolder } = overridesOf(flags, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.backup-accept.data');
  const ask = await serverAsk(dataFolder, '/backups/repositories', { terminal, words: 'cli.backup-accept' });
  const path = `/${encodeURIComponent(id)}`;
  const before = (await ask('GET', path)) as WireBackupRepositoryDetail;
  const isAnother = before.otherIdentity !== null;
  const told = {
    id,
    was: before.otherIdentity?.was ?? '',
    is: before.identity ?? '-',
    at: before.otherIdentity?.at ?? '',
  };
  if (reason === undefined || !isAnother) {
    if (flags.json === true)
      terminal.json({ ok: !isAnother, identity: before.identity, otherIdentity: before.otherIdentity });
    else terminal.say(message(`cli.backup-accept.${isAnother ? 'another' : 'same'}`, told));
    return isAnother ? 1 : 0;
  }
  // What was shown is what is accepted, even if it changes again meanwhile.
  await ask('POST', `${path}/accept`, { reason, identity: identity ?? before.identity });
  if (flags.json === true) terminal.json({ ok: true, identity: before.identity, was: before.otherIdentity?.was });
  else terminal.say(message('cli.backup-accept.done', told));
  return 0;
}

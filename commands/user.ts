import { isRole, roles, type WireNewUser, type WireUser } from '../api/index.ts';
import { message } from '../core/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { serverAsk } from './server-ask.ts';
import { tableText } from './table.ts';
import type { Terminal } from './terminal.ts';

const verbs = ['add', 'list', 'renew', 'remove'] as const;

/** `fangzhou user add|list|renew|remove`: users and roles, by the server that runs on the data folder, which records it. */
export async function user(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, { data: { type: 'string' }, role: { type: 'string' } });
  const [verb = 'list', name = ''] = positionals;
  if (!verbs.some((known) => known === verb)) throw wrongUsage('cli.user.verb', { verb, verbs: verbs.join(', ') });
  atMost(positionals, verb === 'list' ? 1 : 2);
  if (verb !== 'list' && name === '') throw wrongUsage('cli.user.name', { verb });
  const { role } = flags;
  const mayHaveRole = verb === 'add' || verb === 'renew';
  if ((role === undefined && verb === 'add') || (role !== undefined && !(mayHaveRole && isRole(role))))
    throw wrongUsage('cli.flag.word', {
      flag: '--role',
      value: role ?? '',
      words: mayHaveRole ? roles.join(', ') : '',
    });
  const { dataFolder } = overridesOf(flags, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.user.data');
  const ask = await serverAsk(dataFolder, '/users', { terminal, words: 'cli.user' });
  const place = `/${encodeURIComponent(name)}`;
  if (verb === 'list') {
    const users = (await ask('GET', '')) as readonly WireUser[];
    if (flags.json === true) terminal.json({ ok: true, users });
    else terminal.out(listed(users, terminal));
    return 0;
  }
  if (verb === 'remove') {
    await ask('DELETE', place);
    if (flags.json === true) terminal.json({ ok: true });
    else terminal.say(message('cli.user.removed', { name }));
    return 0;
  }
  const chosen = role === undefined ? {} : { role };
  const made = (
    verb === 'add' ? await ask('POST', '', { name, ...chosen }) : await ask('POST', `${place}/renew`, chosen)
  ) as WireNewUser;
  if (flags.json === true) terminal.json({ ok: true, ...made });
  else {
    const params = { name: made.name, role: `key:api.role.${made.role}`, password: made.oneTimePassword };
    terminal.say(message('cli.user.one-time', params));
  }
  return 0;
}

function listed(users: readonly WireUser[], terminal: Terminal): string {
  const rows = users.map(({ name, role, oneTime }) => [
    name,
    terminal.text(message(`api.role.${role}`)),
    oneTime ? terminal.text(message('cli.user.still-one-time')) : '',
  ]);
  return tableText(rows, { cut: false });
}

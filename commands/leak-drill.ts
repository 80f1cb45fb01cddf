import type { WireDrill, WireProposal } from '../api/index.ts';
import { drillLimits } from '../audit/index.ts';
import { message } from '../core/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import { serverAsk } from './server-ask.ts';
import type { Terminal } from './terminal.ts';

const verbs = ['list', 'propose', 'stop'] as const;
/** Where `--minutes` says nothing. */
const usualMinutes = 10;

/** `fangzhou leak-drill list|propose|stop`: leak drills, by the server that runs on the data folder; another person approves on the page. */
export async function leakDrill(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    data: { type: 'string' },
    permission: { type: 'string' },
    minutes: { type: 'string' },
  });
  const [verb = 'list', target = ''] = positionals;
  if (!verbs.some((known) => known === verb))
    throw wrongUsage('cli.leak-drill.verb', { verb, verbs: verbs.join(', ') });
  atMost(positionals, verb === 'propose' ? 2 : 1);
  const { permission = '' } = flags;
  if (verb === 'propose' && target === '') throw wrongUsage('cli.leak-drill.target');
  if (verb === 'propose' && permission.trim() === '') throw wrongUsage('cli.leak-drill.permission');
  const minutes = wholeNumber('--minutes', flags.minutes, { min: 1, max: drillLimits.minutes }) ?? usualMinutes;
  const { dataFolder } = overridesOf(flags, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.leak-drill.data');
  const ask = await serverAsk(dataFolder, '/isolation/drills', { terminal, words: 'cli.leak-drill' });
  if (verb === 'list') {
    const drills = (await ask('GET', '')) as readonly WireDrill[];
    if (flags.json === true) terminal.json({ ok: true, drills });
    else list(drills, terminal);
    return drills[0]?.state === 'ended' && drills[0].results.some(isMissed) ? 1 : 0;
  }
  if (verb === 'stop') {
    await ask('DELETE', '');
    if (flags.json === true) terminal.json({ ok: true });
    else terminal.say(message('cli.leak-drill.stopped'));
    return 0;
  }
  const proposal = (await ask('POST', '', { targetId: target, permission, minutes })) as WireProposal;
  if (flags.json === true) terminal.json({ ok: true, proposal });
  else terminal.say(message('cli.leak-drill.proposed', { id: proposal.id, target, minutes }));
  return 0;
}

function list(drills: readonly WireDrill[], terminal: Terminal): void {
  if (drills.length === 0) terminal.say(message('cli.leak-drill.none'));
  for (const { startedAt, targetId, permission, startedBy, approvedBy, state, results } of drills) {
    const said = terminal.text(message(`cli.leak-drill.state.${state}`));
    const persons = approvedBy === null ? startedBy : `${startedBy} / ${approvedBy}`;
    terminal.say(message('cli.leak-drill.one', { at: startedAt, target: targetId, permission, persons, state: said }));
    for (const result of results) {
      const { protocol, target, tries, foundAfterSeconds } = result;
      const told = { protocol, target, tries, seconds: foundAfterSeconds ?? 0 };
      const word = foundAfterSeconds !== null ? 'found' : state === 'ended' ? 'missed' : 'open';
      terminal.say(message(`cli.leak-drill.${word}`, told));
    }
  }
}

function isMissed({ foundAfterSeconds }: WireDrill['results'][number]): boolean {
  return foundAfterSeconds === null;
}

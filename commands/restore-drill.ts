import type { WirePage, WireProposal, WireRestoreDrill } from '../api/index.ts';
import { restoreDrillLimits } from '../audit/index.ts';
import { message } from '../core/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, filled, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import { serverAsk } from './server-ask.ts';
import type { Terminal } from './terminal.ts';

/** How many data sets are asked for at once; the rest is counted. */
const shown = 500;

/** `fangzhou restore-drill [list | DATA-SET]`: restore drills, by the server that runs on the data folder; another person approves on the page. */
export async function restoreDrill(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    data: { type: 'string' },
    sample: { type: 'string' },
    whole: { type: 'boolean' },
    abort: { type: 'boolean' },
    reason: { type: 'string' },
  });
  const [target = 'list'] = positionals;
  atMost(positionals, 1);
  const { whole = false, abort = false, reason = '' } = flags;
  const limits = { min: 1, max: restoreDrillLimits.sample };
  const sample = wholeNumber('--sample', filled('--sample', flags.sample), limits);
  const wishes = target !== 'list';
  const isPart = whole || sample !== undefined;
  if (!wishes && (isPart || abort || flags.reason !== undefined)) throw wrongUsage('cli.restore-drill.target');
  if ((whole && sample !== undefined) || (abort && isPart)) throw wrongUsage('cli.restore-drill.both');
  if (wishes && reason.trim() === '') throw wrongUsage('cli.restore-drill.reason');
  const { dataFolder } = overridesOf(flags, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.restore-drill.data');
  const ask = await serverAsk(dataFolder, '/restore-drills', { terminal, words: 'cli.restore-drill' });
  if (!wishes) {
    const { items, total } = (await ask('GET', `?limit=${shown}`)) as WirePage<WireRestoreDrill>;
    if (flags.json === true) terminal.json({ ok: true, total, drills: items });
    else list(items, total, terminal);
    return items.some(({ last }) => last?.ok === false && last.aborted === null) ? 1 : 0;
  }
  if (abort) {
    const drill = (await ask('POST', `/${encodeURIComponent(target)}/abort`, { reason })) as WireRestoreDrill;
    if (flags.json === true) terminal.json({ ok: true, drill });
    else terminal.say(message('cli.restore-drill.aborting', { id: target }));
    return 0;
  }
  const wish = { dataSetId: target, reason, ...(whole ? { whole } : {}), ...(sample === undefined ? {} : { sample }) };
  const proposal = (await ask('POST', '', wish)) as WireProposal;
  if (flags.json === true) terminal.json({ ok: true, proposal });
  else
    terminal.say(message('cli.restore-drill.proposed', { id: proposal.id, summary: terminal.text(proposal.summary) }));
  return 0;
}

function list(drills: readonly WireRestoreDrill[], total: number, terminal: Terminal): void {
  if (drills.length === 0) terminal.say(message('cli.restore-drill.none'));
  for (const { dataSetId, state, last, proposal } of drills) {
    if (state !== 'idle') terminal.say(message(`cli.restore-drill.${state}`, { id: dataSetId }));
    else if (proposal !== null)
      terminal.say(message('cli.restore-drill.waits-for', { id: dataSetId, user: proposal.proposedBy.user }));
    if (last === null) continue;
    const { finishedAt, fault, rtoSeconds, rpoSeconds, aborted } = last;
    const told = {
      id: dataSetId,
      at: finishedAt,
      level: last.level ?? '-',
      rto: rtoSeconds ?? '-',
      rpo: rpoSeconds ?? '-',
    };
    if (aborted !== null)
      terminal.say(message('cli.restore-drill.aborted', { ...told, user: aborted.by.user, reason: aborted.reason }));
    else if (last.ok) terminal.say(message(`cli.restore-drill.${last.sampled ? 'sampled' : 'whole'}`, told));
    else {
      const said = fault === null ? '' : terminal.text(fault.text);
      terminal.say(message('cli.restore-drill.failed', { ...told, reason: said, said: fault?.said ?? '' }));
    }
  }
  if (total > drills.length) terminal.say(message('cli.restore-drill.more', { count: total - drills.length }));
}

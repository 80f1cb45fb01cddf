import { errorText, message, systemClock, UserError } from '../core/index.ts';
import { createArbiterClient, createDatabase, lastDecision, ownReplica, promoteOwn } from '../standby/index.ts';
import { configurationFlags, readerOf, referenceCity, soundOrThrow } from './configuration.ts';
import { readFlags } from './flags.ts';
import type { Terminal } from './terminal.ts';

const flagsOfPromote = {
  ...configurationFlags,
  preview: { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;

/**
 * `fangzhou standby promote-database`: a person makes the replica of the database on this host the one that counts. Run where there is no arbiter, or
 * where it cannot vote; the running instance then takes the lease by itself. `--preview` only says what would be lost.
 */
export async function promotePair(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags } = readFlags(args, flagsOfPromote);
  const { env } = terminal;
  const source = flags.config ?? env.FANGZHOU_CONFIG ?? referenceCity;
  const inventory = soundOrThrow(await readerOf({ source, env, change: (read) => read })(), terminal);
  const pair = inventory.settings.standby;
  if (pair === undefined)
    throw new UserError(message('cli.promote.no-pair'), message('cli.promote.no-pair.remedy'), { exitCode: 2 });
  const database = createDatabase({ accesses: pair.databases, clock: systemClock });
  try {
    const servers = await database.probe();
    const own = await ownReplica(database, pair.id).catch((error: unknown) => {
      throw refused('no-replica', { id: pair.id, reason: errorText(error) });
    });
    if (!own.replica) throw refused('not-a-replica', { id: pair.id });
    const here = await lastDecision(database, pair.id);
    const primary = servers.find(({ condition }) => condition === 'primary');
    const there =
      primary?.at === undefined ? undefined : await lastDecision(database, primary.at).catch(() => undefined);
    const preview = {
      timeline: own.timeline,
      lastDecision: here.seq,
      lastDecisionAt: here.at,
      primary: primary === undefined ? null : `${primary.host}:${primary.port}`,
      lostDecisions: there === undefined ? null : Math.max(0, there.seq - here.seq),
    };
    if (flags.json !== true) {
      terminal.say(message('cli.promote.here', { seq: here.seq, at: here.at ?? '-', timeline: own.timeline }));
      if (there === undefined) terminal.say(message('cli.promote.unknown-loss'));
      else terminal.say(message('cli.promote.loss', { lost: preview.lostDecisions ?? 0 }));
    }
    if (primary !== undefined && flags.preview !== true)
      throw refused('primary-answers', { primary: preview.primary ?? '' });
    if (flags.preview === true) {
      if (flags.json === true) terminal.json({ ok: true, promoted: false, ...preview });
      return 0;
    }
    const agreed =
      flags.yes === true ||
      (await terminal.ask?.(terminal.text(message('cli.promote.ask', { peer: pair.peer })))) === true;
    if (!agreed) throw refused('not-agreed', { peer: pair.peer });
    if (pair.arbiter !== undefined) await overrule(pair.arbiter, pair.id, own.timeline + 1, pair.ttlSeconds * 1000);
    await promoteOwn(database, pair.id).catch((error: unknown) => {
      throw refused('failed', { reason: errorText(error) });
    });
    if (flags.json === true) terminal.json({ ok: true, promoted: true, ...preview });
    else terminal.say(message('cli.promote.done', { timeline: own.timeline + 1 }));
    return 0;
  } finally {
    await database.close();
  }
}

/** The arbiter is told, so that the old holder is refused from now on; where it does not answer the person's word has to do. */
async function overrule(
  where: { readonly host: string; readonly port: number; readonly key: string },
  id: string,
  timeline: number,
  ttlMs: number,
): Promise<void> {
  const arbiter = createArbiterClient({ ...where, clock: systemClock });
  try {
    const answer = await arbiter.ask({ do: 'overrule', id, token: { timeline, epoch: 0 }, ttlMs });
    if (answer !== undefined && !answer.granted) throw refused('arbiter-hears', { holder: answer.id });
  } finally {
    arbiter.close();
  }
}

function refused(why: string, params: Readonly<Record<string, string | number>> = {}): UserError {
  return new UserError(message(`cli.promote.${why}`, params), message(`cli.promote.${why}.remedy`, params));
}

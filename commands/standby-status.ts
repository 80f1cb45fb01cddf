import { message, systemClock, UserError } from '../core/index.ts';
import { conditionKey, type FollowState, type LossBound, lossBound, readPart } from '../standby/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** A state that was written longer ago is not of a running standby. */
const freshMs = 30_000;

/** `fangzhou standby status --data FOLDER`: how the standby of a folder does. Exit code 1 unless it follows. */
export async function status(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, { data: { type: 'string' } });
  atMost(positionals, 0);
  const { dataFolder } = overridesOf(flags, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.standby.data');
  const part = await readPart(dataFolder);
  if (part === undefined) {
    const params = { folder: dataFolder };
    throw new UserError(message('cli.standby.no-part', params), message('cli.standby.no-part.remedy'));
  }
  const { state } = part;
  const now = systemClock.now();
  const contactMs = state?.lastContactAt === undefined ? undefined : now - state.lastContactAt;
  const follows =
    part.part === 'standby' && state?.condition === 'following' && contactMs !== undefined && contactMs <= freshMs;
  if (flags.json === true) terminal.json({ ...jsonOf(state, now), part: part.part, url: part.url, follows });
  else {
    terminal.say(message(`cli.standby.part.${part.part}`, { url: part.url }));
    if (state !== undefined) terminal.say(stateLine(state, now));
    if (part.part === 'standby' && !follows) terminal.say(message('cli.standby.not-following'));
  }
  return follows || part.part === 'promoted' ? 0 : 1;
}

/** The state of a standby as one line. */
export function stateLine(state: FollowState, now: number) {
  const { changes, seconds }: LossBound = lossBound(state, now);
  return message('cli.standby.line', {
    condition: `key:${conditionKey(state.condition)}`,
    detail: state.detail === undefined ? '' : ` (${state.detail})`,
    sequence: state.position?.sequence ?? 0,
    generation: state.generation?.number ?? 0,
    records: state.records,
    changes: changes ?? '?',
    seconds: seconds === undefined ? '?' : seconds.toFixed(1),
  });
}

export function jsonOf(state: FollowState | undefined, now: number): object {
  if (state === undefined) return { condition: 'starting' };
  return {
    ...state,
    lossBound: lossBound(state, now),
    lastContactAt: timeOf(state.lastContactAt),
    wholeAt: timeOf(state.wholeAt),
    since: timeOf(state.since),
  };
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

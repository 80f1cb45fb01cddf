import { createHash, randomBytes } from 'node:crypto';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { BusinessFigureSettings, ProbeSettings } from '../../inventory/index.ts';
import { reasonOf } from './attempt.ts';
import { asProbe } from './figures/as-probe.ts';
import type { FigureReading, ProbeResult } from './model.ts';
import { untried } from './run.ts';

/** After one refusal, after two, and so on; the last holds from then on. Domains lock an account after three to ten. */
const pausesMs = [60_000, 600_000, 1_200_000, 2_400_000, 3_600_000] as const;

const refusals: ReadonlySet<string> = new Set(
  ['login-refused', 'wrong-password', 'sql-denied-in-clear'].map((word) => `collector.services.${word}`),
);

/** Keeps probes from locking an account out: after a refused password nobody logs in with it for a while, and then one alone. */
export interface LoginPause {
  /**
   * Asks to try a probe now. Undefined: go on, and tell `took` what it came to; otherwise for how many milliseconds its account rests.
   * When a pause is over the first who asks is let through, and the others wait for what he finds.
   */
  ask(probe: ProbeSettings): number | undefined;
  took(probe: ProbeSettings, result: Pick<ProbeResult, 'outcome' | 'reason'>): void;
  /** A person wants it tried all the same. */
  lift(probe: ProbeSettings): void;
}

/** What of a rest is kept over a restart: whose it is without the password, and enough to see that the password is another now. */
export interface KeptRest {
  readonly account: string;
  readonly salt: string;
  /** The first bits of a digest of account and password: too few to find the password by. */
  readonly mark: string;
  readonly refusals: number;
  readonly untilAt: EpochMs;
}

/** Accounts kept at most; rests that ended so long ago are forgotten. */
const mostKept = 500;
const forgetAfterMs = 86_400_000;

/**
 * Makes one; a password that was changed in the settings is another account to it.
 * @param before `kept`: what `keep` was given last, before a restart; entries of any other shape are passed over
 */
export function createLoginPause(
  clock: Pick<Clock, 'monotonicMs' | 'now'>,
  before: { readonly kept?: readonly unknown[]; readonly keep?: (rests: readonly KeptRest[]) => void } = {},
): LoginPause {
  const resting = new Map<string, Omit<KeptRest, 'untilAt'> & { readonly untilMs: number }>();
  let waiting = (before.kept ?? []).filter(isKept).slice(0, mostKept);
  const restOf = (count: number): number => pausesMs[Math.min(count, pausesMs.length) - 1] ?? 0;

  /** A rest from before the restart is taken up when its account is first seen; how long it was down counts as rest. */
  function find({ key, name }: Account) {
    const known = resting.get(key);
    if (known !== undefined) return known;
    const found = waiting.find((rest) => rest.account === name && rest.mark === markOf(key, rest.salt));
    if (found === undefined) return undefined;
    waiting = waiting.filter((each) => each !== found);
    const { untilAt, ...rest } = found;
    // A clock that was set back meanwhile makes no rest longer than it was.
    const leftMs = Math.min(Math.max(0, untilAt - clock.now()), restOf(rest.refusals));
    const taken = { ...rest, untilMs: clock.monotonicMs() + leftMs };
    resting.set(key, taken);
    return taken;
  }

  function change({ key, name }: Account, refusals: number): void {
    if (refusals === 0) resting.delete(key);
    else {
      const salt = resting.get(key)?.salt ?? randomBytes(8).toString('hex');
      const untilMs = clock.monotonicMs() + restOf(refusals);
      resting.set(key, { account: name, salt, mark: markOf(key, salt), refusals, untilMs });
    }
    const now = clock.now();
    const running = [...resting.values()].map(({ untilMs, ...rest }) => ({
      ...rest,
      untilAt: now + untilMs - clock.monotonicMs(),
    }));
    before.keep?.([...running, ...waiting].filter(({ untilAt }) => untilAt > now - forgetAfterMs).slice(0, mostKept));
  }

  return {
    ask(probe) {
      const account = accountOf(probe);
      const rest = account === undefined ? undefined : find(account);
      if (account === undefined || rest === undefined) return undefined;
      const leftMs = rest.untilMs - clock.monotonicMs();
      if (leftMs > 0) return leftMs;
      change(account, rest.refusals);
      return undefined;
    },
    took(probe, { outcome, reason }) {
      const account = accountOf(probe);
      if (account === undefined) return;
      const rest = find(account);
      if (refusals.has(reason.key)) change(account, (rest?.refusals ?? 0) + 1);
      else if (rest !== undefined && (outcome === 'good' || outcome === 'slow')) change(account, 0);
    },
    lift(probe) {
      const account = accountOf(probe);
      if (account !== undefined && find(account) !== undefined) change(account, 0);
    },
  };
}

interface Account {
  /** With the password: never leaves the process. */
  readonly key: string;
  readonly name: string;
}

function markOf(key: string, salt: string): string {
  return createHash('sha256').update(`${salt} ${key}`).digest('hex').slice(0, 3);
}

function isKept(value: unknown): value is KeptRest {
  if (typeof value !== 'object' || value === null) return false;
  const { account, salt, mark, refusals: count, untilAt } = value as Partial<Record<keyof KeptRest, unknown>>;
  const texts = [account, salt, mark].every((text) => typeof text === 'string');
  return texts && Number.isSafeInteger(count) && Number(count) > 0 && Number.isFinite(untilAt);
}

/** Whose password a probe uses; behind single sign-on one account serves many services. Undefined: it logs in nowhere. */
function accountOf(probe: ProbeSettings): Account | undefined {
  if (probe.kind === 'http') {
    const { login } = probe;
    return login === undefined ? undefined : accountIn(['http', login.user], login.password);
  }
  if (!('password' in probe) || probe.password === undefined) return undefined;
  const user = 'bindDn' in probe ? probe.bindDn : probe.user;
  return accountIn([probe.kind, probe.host, user ?? ''], probe.password);
}

const accountIn = (name: readonly string[], password: string): Account => ({
  key: JSON.stringify([...name, password]),
  name: JSON.stringify(name),
});

/** Tries a probe unless its account rests. */
export async function tryUnlessResting(
  pause: LoginPause,
  ask: { readonly probe: ProbeSettings; readonly vantageId: string; readonly clock: Clock },
  tryIt: () => Promise<ProbeResult>,
): Promise<ProbeResult> {
  const { probe, vantageId, clock } = ask;
  const restMs = pause.ask(probe);
  if (restMs !== undefined) return untried(probe, { vantageId, clock, reason: restReason(restMs) });
  const result = await tryIt();
  pause.took(probe, result);
  return result;
}

/** Reads a business figure unless its account rests, which may be that of probes, too. */
export async function readUnlessResting(
  pause: LoginPause,
  ask: { readonly figure: BusinessFigureSettings; readonly vantageId: string; readonly clock: Clock },
  readIt: () => Promise<FigureReading>,
): Promise<FigureReading> {
  const { figure, vantageId, clock } = ask;
  const probe = asProbe(figure);
  const restMs = pause.ask(probe);
  if (restMs !== undefined) return { figureId: figure.id, vantageId, at: clock.now(), reason: restReason(restMs) };
  const reading = await readIt();
  const { reason } = reading;
  pause.took(probe, reason === undefined ? { outcome: 'good', reason: reasonOf('good') } : { outcome: 'bad', reason });
  return reading;
}

const restReason = (ms: number) => reasonOf('login-rests', { minutes: Math.ceil(ms / 60_000) });

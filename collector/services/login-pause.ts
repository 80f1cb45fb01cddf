import type { Clock } from '../../core/index.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { reasonOf } from './attempt.ts';
import type { ProbeResult } from './model.ts';
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

/** Makes one that knows of no refusal; a password that was changed in the settings is another account to it. */
export function createLoginPause(clock: Pick<Clock, 'monotonicMs'>): LoginPause {
  const resting = new Map<string, { readonly refusals: number; readonly untilMs: number }>();
  const restOf = (count: number): number => pausesMs[Math.min(count, pausesMs.length) - 1] ?? 0;
  return {
    ask(probe) {
      const account = accountOf(probe);
      const rest = account === undefined ? undefined : resting.get(account);
      if (account === undefined || rest === undefined) return undefined;
      const now = clock.monotonicMs();
      if (rest.untilMs > now) return rest.untilMs - now;
      resting.set(account, { ...rest, untilMs: now + restOf(rest.refusals) });
      return undefined;
    },
    took(probe, { outcome, reason }) {
      const account = accountOf(probe);
      if (account === undefined) return;
      if (refusals.has(reason.key)) {
        const count = (resting.get(account)?.refusals ?? 0) + 1;
        resting.set(account, { refusals: count, untilMs: clock.monotonicMs() + restOf(count) });
      } else if (outcome === 'good' || outcome === 'slow') resting.delete(account);
    },
    lift(probe) {
      const account = accountOf(probe);
      if (account !== undefined) resting.delete(account);
    },
  };
}

/** Whose password a probe uses; behind single sign-on one account serves many services. Undefined: it logs in nowhere. */
function accountOf(probe: ProbeSettings): string | undefined {
  if (probe.kind === 'http') {
    const { login } = probe;
    return login === undefined ? undefined : JSON.stringify([login.user, login.password]);
  }
  if (!('password' in probe) || probe.password === undefined) return undefined;
  const user = 'bindDn' in probe ? probe.bindDn : probe.user;
  return JSON.stringify([probe.kind, probe.host, user, probe.password]);
}

/** Tries a probe unless its account rests. */
export async function tryUnlessResting(
  pause: LoginPause,
  ask: { readonly probe: ProbeSettings; readonly vantageId: string; readonly clock: Clock },
  tryIt: () => Promise<ProbeResult>,
): Promise<ProbeResult> {
  const { probe, vantageId, clock } = ask;
  const restMs = pause.ask(probe);
  const reason = (ms: number) => reasonOf('login-rests', { minutes: Math.ceil(ms / 60_000) });
  if (restMs !== undefined) return untried(probe, { vantageId, clock, reason: reason(restMs) });
  const result = await tryIt();
  pause.took(probe, result);
  return result;
}

import type { Clock, Message } from '../../core/index.ts';
import { type ProbePhase, type ProbeSettings, probePhases, serviceBounds } from '../../inventory/services/index.ts';
import { watchOwnDelay } from '../schedule/own-delay.ts';
import { type Attempt, type HostPort, phaseWord, reasonOf, type Tried } from './attempt.ts';
import { faultOf } from './fault.ts';
import { kinds } from './kinds.ts';
import type { PhaseTimes, ProbeResult, StepResult } from './model.ts';
import { createPhaseWatch, tenths } from './phases.ts';
import { redact, secretsOf } from './redact.ts';

export interface RunAsk {
  readonly probe: ProbeSettings;
  /** `hub`, or the light collector's id. */
  readonly vantageId: string;
  readonly clock: Clock;
  /** Nobody wants the result any more: it is `unknown` at once. */
  readonly signal?: AbortSignal;
  /** Where to connect for a declared place; only a lab says otherwise than the place itself. */
  readonly place?: (declared: HostPort) => HostPort;
  /** Tests put their own in place of the kind's. */
  readonly attempt?: Attempt;
}

interface Try extends Tried {
  readonly phases: PhaseTimes;
  readonly steps: readonly StepResult[];
  /** Its time-out ended it. */
  readonly isCutShort: boolean;
  /** For so long of it this process could do nothing. Milliseconds. */
  readonly ownDelayMs: number;
}

/** A time-out of which our own delay was this share says nothing of the service. */
const ownShare = 0.25;

/**
 * Tries a probe, again after a bad try as often as it declares, and tells what it came to. Ends within the time-out of each try
 * by the given clock, whatever the other side does; never rejects. No secret of the probe is in the result.
 */
export async function runProbe(ask: RunAsk): Promise<ProbeResult> {
  const { probe, vantageId, clock, signal } = ask;
  const startedAt = clock.now();
  const begun = clock.monotonicMs();
  let tries = 0;
  let last: Try;
  do {
    if (tries > 0) await pause(ask, serviceBounds.retryPauseMs);
    tries += 1;
    last = judged(await tryOnce(ask), probe);
  } while (last.outcome === 'bad' && last.isFinal !== true && tries <= probe.retries && signal?.aborted !== true);
  const { outcome, failedPhase, reason = reasonOf('good'), phases, steps, values = [] } = last;
  return {
    probeId: probe.id,
    ...(probe.serviceId === undefined ? {} : { serviceId: probe.serviceId }),
    vantageId,
    startedAt,
    durationMs: tenths(clock.monotonicMs() - begun),
    tries,
    outcome,
    ...(failedPhase === undefined || outcome === 'good' ? {} : { failedPhase }),
    reason: redact(reason, secretsOf(probe)),
    phases,
    steps,
    values,
  };
}

/** Why a probe is not tried where these variables of the environment, which hold its secrets, are not set. */
export const noSecret = (names: readonly string[]): Message => reasonOf('no-secret', { names: names.join(', ') });

/** The result of a probe that is not tried: nothing is known of the service. */
export function untried(
  probe: Pick<ProbeSettings, 'id' | 'serviceId'>,
  { vantageId, clock, reason }: Pick<RunAsk, 'vantageId' | 'clock'> & Pick<ProbeResult, 'reason'>,
): ProbeResult {
  return {
    probeId: probe.id,
    ...(probe.serviceId === undefined ? {} : { serviceId: probe.serviceId }),
    ...{ vantageId, startedAt: clock.now(), durationMs: 0, tries: 0, outcome: 'unknown' },
    ...{ reason, phases: {}, steps: [], values: [] },
  };
}

function tryOnce({ probe, clock, signal, attempt, place = (declared) => declared }: RunAsk): Promise<Try> {
  const phases = createPhaseWatch(clock);
  const steps: StepResult[] = [];
  const begun = clock.monotonicMs();
  const controller = new AbortController();
  return new Promise((resolve) => {
    let over = false;
    const ownDelay = watchOwnDelay(clock);
    const finish = (tried: Tried, isCutShort = false): void => {
      if (over) return;
      over = true;
      cancel();
      const ownDelayMs = tenths(ownDelay());
      signal?.removeEventListener('abort', abandon);
      const failedPhase = tried.failedPhase ?? phases.current ?? 'total';
      const times = { ...phases.times(), total: tenths(clock.monotonicMs() - begun), ...tried.phases };
      // The running step tells its times by what it has reached now.
      const told = { failedPhase, phases: times, steps: steps.map((step) => ({ ...step })) };
      resolve({ ...tried, ...told, isCutShort, ownDelayMs });
      controller.abort();
    };
    const abandon = (): void => finish({ outcome: 'unknown', reason: reasonOf('abandoned') });
    const cancel = clock.after(probe.timeoutMs, () => {
      const phase = phases.current ?? 'total';
      const params = { seconds: probe.timeoutMs / 1_000, phase: phaseWord(phase) };
      finish({ outcome: 'bad', reason: reasonOf('timeout', params), failedPhase: phase }, true);
    });
    signal?.addEventListener('abort', abandon, { once: true });
    if (signal?.aborted === true) return abandon();
    const tryIt = attempt ?? (kinds[probe.kind] as Attempt);
    // A kind that throws before its first await rejects like any other.
    Promise.resolve()
      .then(() => tryIt({ probe, clock, phases, signal: controller.signal, steps, place }))
      .then(
        (tried) => finish(tried),
        (thrown: unknown) => finish(faultOf(thrown)),
      );
  });
}

/**
 * Right, but over a budget: the first phase that took too long is named. What this process was late itself is not held against the
 * service: not as slowness, and a try that ended badly because of it says nothing.
 */
function judged(tried: Try, { budgetsMs, timeoutMs }: ProbeSettings): Try {
  const { outcome, ownDelayMs, isCutShort } = tried;
  // The other side may have given up as well, on a client that stood still for so long.
  if (outcome === 'bad' && ownDelayMs >= timeoutMs * (isCutShort ? ownShare : 1)) {
    return { ...tried, outcome: 'unknown', reason: reasonOf('own-delay', { ms: Math.round(ownDelayMs) }) };
  }
  if (outcome !== 'good') return tried;
  const over = (phase: ProbePhase): boolean =>
    (tried.phases[phase] ?? 0) - ownDelayMs > (budgetsMs[phase] ?? Number.POSITIVE_INFINITY);
  const phase = probePhases.find(over);
  if (phase === undefined) return tried;
  const params = { phase: phaseWord(phase), ms: Math.round(tried.phases[phase] ?? 0), budgetMs: budgetsMs[phase] ?? 0 };
  return { ...tried, outcome: 'slow', failedPhase: phase, reason: reasonOf('over-budget', params) };
}

function pause({ clock, signal }: RunAsk, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      resolve();
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
  });
}

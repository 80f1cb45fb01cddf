import { type EpochMs, type Message, message } from '../../core/index.ts';
import { isolationLimits } from './limits.ts';
import type { CheckJudgement, CheckSeverity, Declaration, IsolationCheck, Waiver } from './model.ts';
import type { CheckStanding, SettledJudgement, StandingVerdict } from './standing.ts';

const severityOrder: readonly CheckSeverity[] = ['S1', 'S2', 'S3'];
/** The first that any judgement has is the check's verdict. */
const worstFirst = ['fail', 'unknown', 'waived', 'pass'] as const;

export function worstSeverity(severities: readonly CheckSeverity[]): CheckSeverity | undefined {
  return severityOrder.find((each) => severities.includes(each));
}

/**
 * What the judgements of one check mean together: evidence that is missing or older than its period proves nothing, a waiver
 * covers a failure until it lapses, the worst wins. Undefined where the check does not apply.
 */
export function settle(
  check: IsolationCheck,
  judgements: readonly CheckJudgement[],
  scene: { readonly placeId: string; readonly now: EpochMs; readonly declaration: Declaration },
): Omit<CheckStanding, 'since'> | undefined {
  if (judgements.length === 0) return undefined;
  const { periods } = scene.declaration;
  const settled = judgements.map((judgement) => settleOne(check, judgement, scene));
  const counted = settled.filter(({ notOffered }) => notOffered === undefined);
  if (counted.length === 0) {
    return { ...summary(check, settled, periods, 'not-offered', settled[0]?.reason), judgements: settled };
  }
  const verdict = worstFirst.find((word) => counted.some((each) => each.verdict === word)) ?? 'unknown';
  const deciding = counted.filter((each) => each.verdict === verdict);
  const severity = worstSeverity(deciding.map((each) => each.severity));
  const first = deciding.find((each) => each.severity === severity) ?? deciding[0];
  const worst = verdict === 'fail' || verdict === 'waived' ? severity : undefined;
  return { ...summary(check, counted, periods, verdict, first?.reason, worst), judgements: settled };
}

function summary(
  { id, severity, evidence: usual }: IsolationCheck,
  settled: readonly SettledJudgement[],
  periods: Declaration['periods'],
  verdict: StandingVerdict,
  reason: Message | undefined,
  worst: CheckSeverity = severity,
): Omit<CheckStanding, 'since' | 'judgements'> {
  const times = settled.flatMap(({ observedAt }) => observedAt ?? []);
  const lapses = settled.flatMap(({ observedAt, evidence = usual }) =>
    observedAt === undefined ? [] : observedAt + periods[evidence],
  );
  const least = (some: readonly EpochMs[]): EpochMs => some.reduce((oldest, at) => Math.min(oldest, at));
  return {
    checkId: id,
    verdict,
    severity: worst,
    reason: reason ?? message('isolation.no-evidence'),
    ...(times.length === 0 ? {} : { observedAt: least(times), lapsesAt: least(lapses) }),
  };
}

function settleOne(
  check: IsolationCheck,
  judgement: CheckJudgement,
  { placeId, now, declaration }: { readonly placeId: string; readonly now: EpochMs; readonly declaration: Declaration },
): SettledJudgement {
  const { findings, notOffered, ...rest } = judgement;
  const bounded = {
    findings: findings.length > isolationLimits.findings ? findings.slice(0, isolationLimits.findings) : findings,
    findingCount: findings.length,
  };
  const doubt = doubtOf(check, judgement, now, declaration.periods[judgement.evidence ?? check.evidence]);
  if (doubt !== undefined) return { ...rest, ...bounded, verdict: 'unknown', reason: doubt };
  const offered = notOffered === undefined ? {} : { notOffered };
  const waiver =
    judgement.verdict === 'fail' ? waiverOf(declaration.waivers, { check, judgement, placeId, now }) : undefined;
  if (waiver === undefined) return { ...rest, ...offered, ...bounded };
  return { ...rest, ...offered, ...bounded, verdict: 'waived', waiver };
}

/** Why a judgement proves nothing after all. */
function doubtOf(
  { needed }: IsolationCheck,
  { verdict, observedAt, notOffered }: CheckJudgement,
  now: EpochMs,
  periodMs: number,
): Message | undefined {
  if (notOffered !== undefined) return needed ? message('isolation.needed-not-offered') : undefined;
  if (verdict === 'unknown') return undefined;
  if (observedAt === undefined) return message('isolation.no-evidence');
  // A clock that was set back leaves evidence from a future that proves as little as one from long ago.
  if (Math.abs(now - observedAt) <= periodMs) return undefined;
  return message('isolation.stale', { minutes: Math.round(Math.abs(now - observedAt) / 60_000) });
}

function waiverOf(
  waivers: readonly Waiver[],
  wanted: {
    readonly check: IsolationCheck;
    readonly judgement: CheckJudgement;
    readonly placeId: string;
    readonly now: EpochMs;
  },
): Waiver | undefined {
  return waivers.find(
    ({ checkId, placeId, deviceId, until }) =>
      checkId === wanted.check.id &&
      placeId === wanted.placeId &&
      (deviceId === undefined || deviceId === wanted.judgement.deviceId) &&
      until > wanted.now,
  );
}

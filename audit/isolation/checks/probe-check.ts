import { message } from '../../../core/index.ts';
import type {
  CheckFinding,
  CheckId,
  CheckJudgement,
  IsolationCheck,
  OuterView,
  ProbeProtocol,
  ProbeRun,
  Scene,
} from '../model.ts';

/**
 * A check that a way out is shut. One leak decides at once. To pass, the newest probe must be fresh and blocked with its control reached,
 * and for each target there must be one like it at a time when the target is known to have been up: notes of that are carried over by
 * hand, so they come later than the probe.
 */
export function probeCheck(options: {
  readonly id: CheckId;
  readonly protocols: readonly ProbeProtocol[];
  readonly clauses: readonly string[];
}): IsolationCheck {
  const { id, protocols, clauses } = options;
  return {
    id,
    severity: 'S1',
    clauses,
    evidence: 'outer',
    needed: false,
    judge(scene) {
      const runs = (scene.probes ?? []).filter(({ protocol }) => protocols.includes(protocol));
      if (runs.length === 0) return [];
      const byTarget = Map.groupBy(runs, ({ protocol, target }) => `${protocol} ${target}`);
      return [...byTarget.values()].map((ofTarget) => judgeTarget(ofTarget, scene, scene.declaration.periods.probes));
    },
  };
}

/** One way out to one target, by all its runs; the newest must be younger than the period. */
export function judgeTarget(runs: readonly ProbeRun[], { now, outer }: Scene, periodMs: number): CheckJudgement {
  const byTime = runs.toSorted((a, b) => b.at - a.at);
  const newest = byTime[0] as ProbeRun;
  const told = { protocol: newest.protocol, target: newest.target };
  // What was shown last stands: a way that was open is shut when that has been shown, not when nobody could tell any more.
  const decisive = byTime.find((run) => isOpen(run, outer) || isShut(run, outer));
  if (decisive !== undefined && isOpen(decisive, outer)) {
    return { observedAt: decisive.at, ...failure(decisive, heardAt(outer, decisive.nonce) !== undefined) };
  }
  if (newest.outcome === 'not-run') return unknown(newest, 'isolation.probe.not-run', told);
  if (newest.control.outcome !== 'reached') {
    return unknown(newest, 'isolation.probe.no-control', { ...told, control: newest.control.target || '-' });
  }
  if (now - newest.at > periodMs) return unknown(newest, 'isolation.probe.stopped', told);
  if (decisive === undefined) return unknown(newest, 'isolation.probe.target-unknown', told);
  const reason = message('isolation.probe.blocked', told);
  return { verdict: 'pass', severity: 'S1', observedAt: decisive.at, reason, findings: [] };
}

function isOpen(run: ProbeRun, outer: OuterView | undefined): boolean {
  return run.outcome === 'leaked' || run.outcome === 'lead' || heardAt(outer, run.nonce) !== undefined;
}

function isShut(run: ProbeRun, outer: OuterView | undefined): boolean {
  return run.outcome === 'blocked' && run.control.outcome === 'reached' && isAlive(outer, run);
}

function unknown(run: ProbeRun, key: string, params: Readonly<Record<string, string>>): CheckJudgement {
  return { verdict: 'unknown', severity: 'S1', observedAt: run.at, reason: message(key, params), findings: [] };
}

function failure(
  run: ProbeRun,
  byHearing: boolean,
): Pick<CheckJudgement, 'verdict' | 'severity' | 'reason' | 'findings'> {
  const severity = run.outcome === 'lead' && !byHearing ? 'S2' : 'S1';
  const told = { protocol: run.protocol, target: run.target, nonce: run.nonce };
  const key = byHearing
    ? 'isolation.probe.heard'
    : run.outcome === 'lead'
      ? 'isolation.probe.lead'
      : 'isolation.probe.leaked';
  const finding: CheckFinding = {
    value: `${run.target} ${run.nonce}`,
    severity,
    text: byHearing ? message(key, told) : run.detail,
  };
  return { verdict: 'fail', severity, reason: message(key, told), findings: [finding] };
}

/** When a sentinel heard a nonce; undefined when none did. NTP carries the first half of one. */
export function heardAt(outer: OuterView | undefined, nonce: string): number | undefined {
  for (const sentinel of outer?.sentinels ?? []) {
    const heard = heardOf(sentinel);
    const at = heard.get(nonce) ?? heard.get(nonce.slice(0, 16));
    if (at !== undefined) return at;
  }
  return undefined;
}

type Sentinel = OuterView['sentinels'][number];
const known = new WeakMap<Sentinel, ReadonlyMap<string, number>>();

/** Runs of a month are compared with notes of a month at each look, so the notes are indexed once for each file. */
function heardOf(sentinel: Sentinel): ReadonlyMap<string, number> {
  let heard = known.get(sentinel);
  if (heard === undefined) {
    heard = new Map(sentinel.heard.toReversed().map(({ nonce, at }) => [nonce, at]));
    known.set(sentinel, heard);
  }
  return heard;
}

function isAlive(outer: OuterView | undefined, run: ProbeRun): boolean {
  if (run.targetAlive !== undefined) return run.targetAlive;
  return (outer?.sentinels ?? []).some(
    ({ id, up }) => run.target.startsWith(`${id} `) && up.some(({ from, to }) => from <= run.at && run.at <= to),
  );
}

import type { Clock } from '../../core/index.ts';
import { probeDns } from './dns.ts';
import { probeHttp } from './http.ts';
import { probeIcmp } from './icmp.ts';
import { type CanaryProbe, type CanaryProtocol, type CanaryResult, type CanaryTarget, canaryBounds } from './model.ts';
import { probeNtp } from './ntp.ts';
import { probeSpoofed } from './spoofed.ts';
import { probeTcp } from './tcp.ts';
import { commitmentOf, newNonce } from './token.ts';
import { probeTraceroute } from './traceroute.ts';

export type CanaryProbes = Readonly<Record<CanaryProtocol, CanaryProbe>>;

/** The real ones, on real sockets and by Debian's tools. */
export const canaryProbes: CanaryProbes = {
  icmp: probeIcmp,
  tcp: probeTcp,
  dns: probeDns,
  http: probeHttp,
  ntp: probeNtp,
  traceroute: probeTraceroute,
  spoofed: probeSpoofed,
};

/** One probe to be sent: a target outside, and what must succeed in the same way. */
export interface CanaryStep {
  readonly protocol: CanaryProtocol;
  readonly targetId: string;
  readonly target: CanaryTarget;
  /** Undefined: nobody declared one, so nothing can be proved. */
  readonly control: CanaryTarget | undefined;
  /** Of a target that signs its answers. */
  readonly isSigned?: (nonce: string, token: string) => boolean;
  /** Spoofed probes: the sentinel's address, in whose name they go out. */
  readonly claimed?: string;
}

export interface CanaryRun {
  readonly steps: readonly CanaryStep[];
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Least time between two steps: a rate that was permitted is kept whatever answers. */
  readonly paceMs: number;
  /** Puts the commitments on record; nothing is sent before it has. Rejects when the record cannot be kept. */
  readonly commit: (commitments: readonly string[]) => Promise<void>;
  readonly onResult: (result: CanaryResult) => void;
  /** No further step is begun once it is aborted. */
  readonly stop: AbortSignal;
  /** Left out: the real ones. */
  readonly probes?: CanaryProbes | undefined;
}

/** Tries one way out after the other, each with its control in the same turn. Rejects only when the nonces could not be recorded. */
export async function runCanaries({
  steps,
  clock,
  timeoutMs,
  paceMs,
  commit,
  onResult,
  stop,
  probes = canaryProbes,
}: CanaryRun): Promise<void> {
  const bounded = steps.slice(0, canaryBounds.spoofedTargets).map((step) => ({ step, nonce: newNonce() }));
  if (bounded.length === 0) return;
  await commit(bounded.map(({ nonce }) => commitmentOf(nonce)));
  for (const { step, nonce } of bounded) {
    if (stop.aborted) return;
    const startedAt = clock.now();
    const { protocol, targetId, target, isSigned, claimed } = step;
    const control =
      step.control === undefined ? undefined : await tryControl(probes, step.control, protocol, timeoutMs);
    const answer = await probes[protocol]({
      target,
      nonce,
      timeoutMs,
      isSigned,
      ...(claimed === undefined ? {} : { claimed }),
    });
    onResult({ protocol, startedAt, finishedAt: clock.now(), targetId, target, nonce, answer, control });
    await pause(clock, Math.max(0, paceMs - (clock.now() - startedAt)), stop);
  }
}

/** The same way by the same means to a place inside; a host that is asked in another's name is asked in our own. */
async function tryControl(probes: CanaryProbes, target: CanaryTarget, protocol: CanaryProtocol, timeoutMs: number) {
  const probe = probes[protocol === 'spoofed' ? 'icmp' : protocol];
  const answer = await probe({ target, nonce: newNonce(), timeoutMs });
  return { target: target.name ?? target.address, answer };
}

function pause(clock: Clock, ms: number, stop: AbortSignal): Promise<void> {
  if (ms === 0 || stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      stop.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    stop.addEventListener('abort', done);
  });
}

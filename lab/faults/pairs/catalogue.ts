import type { HostPair } from '../../../inventory/index.ts';

type Standby = HostPair['standby'];

export interface PairFaultKind {
  /** The check that must find it. */
  readonly check: `FO-${string}`;
  /** Pairs that it can happen to. */
  readonly standbys: readonly Standby[];
  /** It happens and is over: nothing is in force afterwards, and nothing can be mended. */
  readonly passes?: true;
}

const vrrp: readonly Standby[] = ['vrrp'];
const postgresql: readonly Standby[] = ['postgresql'];

/** What can happen to a hot-standby pair in the lab, in the order of the checks that find it. */
export const pairFaults = {
  'dual-master': { check: 'FO-01', standbys: vrrp },
  'dual-holder': { check: 'FO-02', standbys: vrrp },
  'no-master': { check: 'FO-03', standbys: vrrp },
  'standby-fault': { check: 'FO-05', standbys: vrrp },
  'switch-over': { check: 'FO-07', standbys: vrrp, passes: true },
  flap: { check: 'FO-08', standbys: vrrp },
  'wrong-mac': { check: 'FO-10', standbys: vrrp },
  promote: { check: 'FO-07', standbys: postgresql, passes: true },
  'pg-fork': { check: 'FO-21', standbys: postgresql },
  'replica-stopped': { check: 'FO-22', standbys: postgresql },
  'replica-lag': { check: 'FO-23', standbys: postgresql },
} as const satisfies Readonly<Record<string, PairFaultKind>>;

export type PairVerb = keyof typeof pairFaults;

/** One of them commanded, or in force. */
export interface PairFault {
  readonly verb: PairVerb;
  readonly pairId: string;
}

export function isPairVerb(verb: string): verb is PairVerb {
  return Object.hasOwn(pairFaults, verb);
}

export function pairFaultOf(verb: PairVerb): PairFaultKind {
  return pairFaults[verb];
}

/** The faults after one more: there is one of each kind at a pair. */
export function withPairFault(faults: readonly PairFault[], { verb, pairId }: PairFault): readonly PairFault[] {
  const isThere = faults.some((each) => each.verb === verb && each.pairId === pairId);
  return isThere ? faults : [...faults, { verb, pairId }];
}

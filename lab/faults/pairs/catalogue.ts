import type { HostPair } from '../../../inventory/index.ts';

type Standby = HostPair['standby'];

export interface PairFaultKind {
  /** The check that must find it. */
  readonly check: `FO-${string}`;
  /** Pairs that it can happen to. */
  readonly standbys: readonly Standby[];
  /** Said again, it happens again, to the other side: nothing that is in force. */
  readonly toggles?: true;
}

const vrrp: readonly Standby[] = ['vrrp'];

/** What can happen to a hot-standby pair in the lab, in the order of the checks that find it. */
export const pairFaults = {
  'dual-master': { check: 'FO-01', standbys: vrrp },
  'dual-holder': { check: 'FO-02', standbys: vrrp },
  'no-master': { check: 'FO-03', standbys: vrrp },
  'standby-fault': { check: 'FO-05', standbys: vrrp },
  'switch-over': { check: 'FO-07', standbys: vrrp, toggles: true },
  flap: { check: 'FO-08', standbys: vrrp },
  'wrong-mac': { check: 'FO-10', standbys: vrrp },
} as const satisfies Readonly<Record<string, PairFaultKind>>;

export type PairVerb = keyof typeof pairFaults;

/** One of them in force. */
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

/** The faults after one more: there is one of each kind at a pair; one that toggles goes when it comes again. */
export function withPairFault(faults: readonly PairFault[], added: PairFault): readonly PairFault[] {
  const others = faults.filter(({ verb, pairId }) => verb !== added.verb || pairId !== added.pairId);
  if (others.length === faults.length) return [...faults, { verb: added.verb, pairId: added.pairId }];
  return pairFaultOf(added.verb).toggles === true ? others : faults;
}

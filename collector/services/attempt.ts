/** One try of one probe: what a kind of probe is given, and what it gives. */
import type { Clock, Message } from '../../core/index.ts';
import { message } from '../../core/index.ts';
import type { ProbeKind, ProbePhase, ProbeSettings } from '../../inventory/index.ts';
import type { PhaseTimes, ProbeOutcome, ProbeValue, StepResult } from './model.ts';
import type { PhaseWatch } from './phases.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface AttemptAsk<K extends ProbeKind = ProbeKind> {
  readonly probe: Extract<ProbeSettings, { kind: K }>;
  readonly clock: Clock;
  /** The kind enters each phase that it reaches; a failure or the deadline is told with the one that it is in. */
  readonly phases: PhaseWatch;
  /** Aborted at the deadline of this try, or when nobody wants it any more: sockets and processes are to be freed. Nobody waits for them. */
  readonly signal: AbortSignal;
  /** What a try of several steps has done so far, the running one included: told even when the deadline ends it. */
  readonly steps: StepResult[];
  /** Where to connect for what is declared: the same, but in a lab, where another place answers for it. Names and certificates stay. */
  readonly place: (declared: HostPort) => HostPort;
}

/** `slow` need not be told for a budget: who runs the probe compares them. */
export interface Tried {
  readonly outcome: ProbeOutcome;
  /** Undefined where it is good. */
  readonly reason?: Message;
  /** Where it is not the phase that was entered last. */
  readonly failedPhase?: ProbePhase;
  /** Trying again could do harm: a wrong password locks an account. */
  readonly isFinal?: boolean;
  readonly values?: readonly ProbeValue[];
  /** In place of the time that passed in these: a round trip, not the pauses between several. */
  readonly phases?: PhaseTimes;
}

/** May reject: with a `ProbeFault`, or with an error of Node, which `faultOf` reads. */
export type Attempt<K extends ProbeKind = ProbeKind> = (ask: AttemptAsk<K>) => Promise<Tried>;

/** Ends a try from wherever it is, with a reason for people. */
export class ProbeFault extends Error {
  readonly tried: Tried;
  constructor(tried: Tried) {
    super(tried.reason?.key ?? tried.outcome);
    this.name = 'ProbeFault';
    this.tried = tried;
  }

  /** The same, not to be tried again. */
  final(): ProbeFault {
    return new ProbeFault({ ...this.tried, isFinal: true });
  }
}

/** Tried and wrong: `what` is a key below `collector.services`. */
export function bad(what: string, params?: Message['params'], phase?: ProbePhase): ProbeFault {
  return new ProbeFault({ outcome: 'bad', reason: reasonOf(what, params), ...phaseOf(phase) });
}

/** Could not be tried from here: says nothing of the service. */
export function notTried(what: string, params?: Message['params']): ProbeFault {
  return new ProbeFault({ outcome: 'unknown', reason: reasonOf(what, params) });
}

export function reasonOf(what: string, params?: Message['params']): Message {
  return message(`collector.services.${what}`, params);
}

/** The words of a phase, as a parameter of a message. */
export function phaseWord(phase: ProbePhase): string {
  return `key:collector.services.phase.${phase}`;
}

function phaseOf(failedPhase: ProbePhase | undefined): { readonly failedPhase?: ProbePhase } {
  return failedPhase === undefined ? {} : { failedPhase };
}

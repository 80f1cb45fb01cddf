import { type Refusal, refusals } from './security.ts';

/** What an agent has seen since it started; none is ever reset. */
export interface AgentStats {
  readonly packets: number;
  readonly responses: number;
  readonly reports: number;
  /** Variable bindings sent. */
  readonly varbinds: number;
  /** Bytes that are no SNMP message, or none for an agent. */
  readonly malformed: number;
  readonly badCommunities: number;
  readonly refused: Readonly<Record<Refusal, number>>;
  readonly tooBig: number;
  /** Not answered because the agent is silent, or by the share of losses that was set. */
  readonly dropped: number;
  /** Answers that waited so long in the delay queue that it was full. */
  readonly overflowed: number;
  /** A value could not be read, or an answer could not be sent. */
  readonly failures: number;
}

export type Counts = { -readonly [Name in keyof Omit<AgentStats, 'refused'>]: number } & {
  refused: Record<Refusal, number>;
};

/** All counts at zero. */
export function newCounts(): Counts {
  const refused = Object.fromEntries(Object.keys(refusals).map((name) => [name, 0]));
  return {
    packets: 0,
    responses: 0,
    reports: 0,
    varbinds: 0,
    malformed: 0,
    badCommunities: 0,
    refused: refused as Record<Refusal, number>,
    tooBig: 0,
    dropped: 0,
    overflowed: 0,
    failures: 0,
  };
}

import type { PollFault } from '../observation.ts';
import type { SnmpTarget } from './target.ts';
import type { Varbind } from './varbind.ts';
import type { PackedVarbinds } from './wire/pdu.ts';

/** What a request came to. Every protocol outcome is a value; no verb ever rejects or throws. */
export type SnmpResult =
  | { readonly ok: true; readonly varbinds: readonly Varbind[] }
  | {
      readonly ok: false;
      readonly fault: PollFault;
      /** Which requested name the agent complained of, from 1; 0 where it did not say. */
      readonly errorIndex: number;
    };

/** The same with the values as they came, for who reads many of them. */
export type PackedResult =
  | { readonly ok: true; readonly packed: PackedVarbinds }
  | Extract<SnmpResult, { readonly ok: false }>;

/** Datagrams since the session was opened. */
export interface SessionTally {
  readonly requests: number;
  readonly responses: number;
  /** Of the requests, those that repeat an earlier one; where the session knows. */
  readonly retries?: number;
  /** Requests given up; where the session knows. */
  readonly timeouts?: number;
}

/**
 * A conversation with one agent: where the outside begins. The real one is in `session.ts`, the recording fake in
 * `session.fake.ts`; `session.contract.test.ts` runs against both. The socket lives until `close`.
 */
export interface SnmpSession {
  readonly target: SnmpTarget;
  /** `v1` once an agent has answered a v2c request in v1; `getBulk` is then served by GETNEXT. */
  readonly version: 'v1' | 'v2c' | 'v3';
  /** Values in the order asked; what an agent does not have comes as `noSuchObject` or `noSuchInstance` (v1: a fault). */
  get(part: string, oids: readonly string[]): Promise<SnmpResult>;
  getNext(part: string, oids: readonly string[]): Promise<SnmpResult>;
  /** Repetition after repetition, each in the order of `oids`; an agent may cut the answer anywhere (RFC 3416 4.2.3). */
  getBulk(part: string, oids: readonly string[], maxRepetitions: number): Promise<SnmpResult>;
  /**
   * getNext (where `maxRepetitions` is undefined) or getBulk with encoded names and values: only sessions that read messages
   * themselves have it.
   */
  readonly askPacked?: (
    part: string,
    names: readonly Uint8Array[],
    maxRepetitions: number | undefined,
  ) => Promise<PackedResult>;
  /** snmpEngineBoots of the agent (RFC 3414), where v3 has told it. */
  engineBoots(): number | undefined;
  readonly tally: SessionTally;
  /** `probe`: each request is tried once. For a device that has been silent for long. Only where the session offers it. */
  effort?: 'full' | 'probe';
  /** Smoothed round trip of requests, where the session learns it. */
  readonly roundTripMs?: number | undefined;
  /** What came aside of answers since the last call: duplicates, late ones, garbage, strangers. At most one per reason. */
  takeNotes(): readonly PollFault[];
  /** Ends the conversation and frees the socket; requests under way end with a fault. Calling it twice is harmless. */
  close(): void;
}

import type { Access } from '../standby/index.ts';

/** The witness at a third place: votes and a token, no data. */
export interface StandbyArbiter {
  readonly host: string;
  readonly port: number;
  /** Shared by the pair and the arbiter; signs what they say. */
  readonly key: string;
}

/** A receiver that expects a message at all times: its absence says that nobody watches any more. */
export interface DeadManSettings {
  readonly url: string;
  /** Signs each message: HMAC-SHA256, as webhooks are signed. */
  readonly secret: string;
  readonly everySeconds: number;
}

/** Fangzhou in hot standby: what this instance must know of the pair. */
export interface StandbySettings {
  readonly id: string;
  readonly peer: string;
  /** Where people find this instance; shown on the other one. */
  readonly url: string;
  readonly databases: readonly Access[];
  readonly arbiter: StandbyArbiter | undefined;
  /** A lease that was not renewed for so long is free. */
  readonly ttlSeconds: number;
  /** A page that nobody sent for so long is sent by the other instance. */
  readonly notifyDelaySeconds: number;
  readonly deadMan: DeadManSettings | undefined;
}

/**
 * The fencing token. An epoch alone can be given out twice: a database that is promoted without having heard of the last
 * acquisition counts from the one before. Its timeline has moved on by then, so the pair is always ordered.
 */
export interface Token {
  /** PostgreSQL's timeline, from the name of the write-ahead log's file. */
  readonly timeline: number;
  /** Rises with every acquisition of the lease. */
  readonly epoch: number;
}

/** Below zero when `a` was given out before `b`. */
export function compareTokens(a: Token, b: Token): number {
  return a.timeline - b.timeline || a.epoch - b.epoch;
}

/** `2.17`: timeline and epoch. */
export function tokenText({ timeline, epoch }: Token): string {
  return `${timeline}.${epoch}`;
}

/** Undefined for anything that `tokenText` does not write. */
export function parseToken(text: string): Token | undefined {
  const match = /^([1-9]\d{0,9})\.(0|[1-9]\d{0,14})$/.exec(text);
  return match === null ? undefined : { timeline: Number(match[1]), epoch: Number(match[2]) };
}

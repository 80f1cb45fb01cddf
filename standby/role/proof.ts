/** When an instance must stop deciding. Times are of the steady clock; whatever the wall clock does, nothing here notices. */
export interface Proof {
  /** The database's word, as of the moment when it was asked. */
  database(askedAtMs: number): void;
  /** The second of three votes: the arbiter's, or the other instance's sign of life in the same database. */
  quorum(askedAtMs: number): void;
  /** Undefined before there is any proof. */
  deadlineMs(): number | undefined;
  forget(): void;
}

/** A proof is good for two thirds of the ttl from when it was asked for; the last third is for what is under way. */
export function createProof(ttlMs: number, needsQuorum: boolean): Proof {
  let databaseAt: number | undefined;
  let quorumAt: number | undefined;
  const later = (before: number | undefined, at: number): number => Math.max(before ?? at, at);
  return {
    database(at) {
      databaseAt = later(databaseAt, at);
    },
    quorum(at) {
      quorumAt = later(quorumAt, at);
    },
    deadlineMs() {
      if (databaseAt === undefined || (needsQuorum && quorumAt === undefined)) return undefined;
      const at = needsQuorum ? Math.min(databaseAt, quorumAt ?? databaseAt) : databaseAt;
      return at + (ttlMs * 2) / 3;
    },
    forget() {
      databaseAt = undefined;
      quorumAt = undefined;
    },
  };
}

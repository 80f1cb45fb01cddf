/** A row with its columns in order; every value is the text that PostgreSQL would send. */
export type SqlRow = Readonly<Record<string, string | null>>;

/** Rows and their columns, which are told also where there is no row. */
export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly SqlRow[];
}

/** What one database of the lab does now. */
export interface DatabaseBehaviour {
  /** Undefined: a statement that this database does not know. */
  answer(statement: string): SqlResult | undefined;
  /** Accepts and then says nothing, as a host without a way does. */
  readonly isMute: boolean;
  /** Milliseconds before each answer. */
  readonly delayMs: number;
}

/** The account that may log in. */
export interface DatabaseAccess {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Bounds of one database server of the lab. */
export const databaseBounds = {
  connections: 16,
  /** Of one message from a client. */
  messageBytes: 64 * 1024,
  /** Without a whole message for so long, a connection ends. */
  idleMs: 30_000,
  statements: 32,
} as const;

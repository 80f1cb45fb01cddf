import type { EpochMs } from '../../core/index.ts';
import { type Generation, isGeneration, type Position } from '../feed/index.ts';

/** Where both sides answer, below their URL. */
export const streamPath = '/api/v1/warm-standby/stream';

/** `primary` decides; `standby` follows and decides nothing. */
export type Role = 'primary' | 'standby';

/** How one side introduces itself. */
export interface Greeting {
  /** The machine's name, for people. */
  readonly name: string;
  readonly role: Role;
  /** Undefined: has no data yet. */
  readonly generation: Generation | undefined;
  readonly position: Position | undefined;
  /** Records in its ledger. */
  readonly records: number;
  readonly at: EpochMs;
  readonly version: string;
}

/** What one side asks the other. */
export type Ask =
  | { readonly ask: 'hello'; readonly from: Greeting }
  | {
      readonly ask: 'changes';
      readonly from: Greeting;
      /** What is on the standby's disk: this is its receipt too. */
      readonly after: Pick<Position, 'sequence' | 'checksum'>;
      readonly ledger: { readonly size: number; readonly root: string };
      /** How long to wait when there is nothing new. */
      readonly waitMs: number;
    }
  | { readonly ask: 'copy'; readonly from: Greeting }
  | { readonly ask: 'beyond'; readonly from: Greeting; readonly sequence: number; readonly ledgerSize: number };

/** First frame of the answer to `changes`. */
export interface ChangesHead {
  readonly from: Greeting;
  /**
   * `changes` follow; `gone`: older ones are asked for than are kept; `diverged`: another set follows on this place; `set-back`: the
   * primary stands before this place; `other-generation`: it is another life of the data; `ledger-diverged`: the ledger there does
   * not go on from the one here.
   */
  readonly kind: 'changes' | 'gone' | 'diverged' | 'set-back' | 'other-generation' | 'ledger-diverged';
  /** Whether the ledger is complete after this answer: only then sets follow, so that the store never knows more than the ledger. */
  readonly ledgerComplete: boolean;
  /** More can be had at once. */
  readonly more: boolean;
  /** From this entry on the ledger's entries follow. */
  readonly ledgerFrom: number;
}

/** First frame of a copy. */
export interface CopyHead {
  readonly from: Greeting;
  readonly position: Position;
  readonly schemaVersion: number;
  /** Statements that make the tables, in order. */
  readonly schema: readonly string[];
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
}

/** What the primary has beyond a place. */
export interface Beyond {
  readonly from: Greeting;
  readonly changes: number;
  readonly records: number;
  /** Of the records, those about incidents; undefined when there are more than are counted. */
  readonly incidents: number | undefined;
  /** When the first of them was made; undefined: there is none, or it is not kept any more. */
  readonly firstAt: EpochMs | undefined;
}

/** The request that a body holds; undefined for anything else. */
export function parseAsk(body: string): Ask | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isGreeting(value.from)) return undefined;
  const { ask } = value;
  if (ask === 'hello' || ask === 'copy') return value as unknown as Ask;
  if (ask === 'beyond')
    return isCount(value.sequence) && isCount(value.ledgerSize) ? (value as unknown as Ask) : undefined;
  if (ask !== 'changes' || !isObject(value.after) || !isObject(value.ledger)) return undefined;
  const { after, ledger, waitMs } = value;
  const sound =
    isCount(after.sequence) && isHex(after.checksum) && isCount(ledger.size) && isHex(ledger.root) && isCount(waitMs);
  return sound ? (value as unknown as Ask) : undefined;
}

export function isGreeting(value: unknown): value is Greeting {
  if (!isObject(value)) return false;
  const { name, role, generation, position, records, at, version } = value;
  return (
    typeof name === 'string' &&
    name.length <= 255 &&
    (role === 'primary' || role === 'standby') &&
    (generation === undefined || isGeneration(generation)) &&
    (position === undefined || (isObject(position) && isCount(position.sequence))) &&
    isCount(records) &&
    isCount(at) &&
    typeof version === 'string' &&
    version.length <= 64
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isHex(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

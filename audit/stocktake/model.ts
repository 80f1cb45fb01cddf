/** A stock-take: what should be at a place, what was scanned there, and what two persons sign of the difference. */
import type { EpochMs } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';
import type { CustodyState } from '../isolation/model.ts';

export type Network = 'inner' | 'outer';

/** One line of the list that is frozen at the start. */
export interface ExpectedTerminal {
  readonly terminalId: string;
  readonly code: string;
  readonly network: Network;
  readonly state: CustodyState;
}

export const scanSources = ['scanner', 'camera', 'typed', 'file'] as const;

/** A label that was read. */
export interface Scan {
  readonly code: string;
  readonly at: EpochMs;
  readonly by: string;
  readonly source: (typeof scanSources)[number];
  /** Which network it was plugged into, where somebody looked. */
  readonly network?: Network;
}

export const stockTakeStatuses = ['counting', 'signing', 'signed', 'abandoned'] as const;
export type StockTakeStatus = (typeof stockTakeStatuses)[number];

export const stockFindingKinds = ['missing', 'misplaced', 'unknown', 'wrong-network'] as const;

export interface StockFinding {
  readonly kind: (typeof stockFindingKinds)[number];
  /** What the label says. */
  readonly barcode: string;
  readonly terminalId?: string;
  /** Of a misplaced one: where the register has it, and in which state. */
  readonly registeredAt?: string;
  readonly state?: CustodyState;
  /** As registered, and as it was found. */
  readonly network?: Network;
  readonly foundOn?: Network;
}

export interface StockResult {
  /** Ids of terminals that are where they should be. */
  readonly found: readonly string[];
  readonly findings: readonly StockFinding[];
}

export interface StockTake {
  readonly id: string;
  readonly placeId: string;
  readonly status: StockTakeStatus;
  readonly startedAt: EpochMs;
  readonly startedBy: Actor;
  readonly expected: readonly ExpectedTerminal[];
  /** Of the canonical JSON of `expected`: `sha256:` and hex. On record before the first scan. */
  readonly expectedDigest: string;
  readonly result?: StockResult;
  readonly scansDigest?: string;
  readonly signed?: { readonly countedBy: Actor; readonly by: Actor; readonly at: EpochMs };
  /** Place of the signed result in the ledger, as soon as it is known. */
  readonly record?: number;
}

/** Every bound of stock-taking in one place. */
export const stockLimits = {
  expected: 5_000,
  scans: 5_000,
  codeCharacters: 64,
  /** Bytes of a handheld's file, and mistakes of it that one answer names. */
  fileBytes: 1_048_576,
  mistakes: 200,
  /** Stock-takes kept of one place beside the ledger. */
  keptOfPlace: 4,
} as const;

/** The register of terminals: who answers for each, in which state of its life it is, and what proves each step. */
import type { EpochMs } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';
import type { CustodyState } from '../isolation/model.ts';

export const custodyEvents = [
  'issue',
  'start-use',
  'send-to-repair',
  'return',
  'put-in-store',
  'retire',
  'scrap',
  'lose',
  'find',
  'allow-absence',
  'complete-record',
] as const;
export type CustodyEvent = (typeof custodyEvents)[number];

/** NIST SP 800-88: overwritten, made unrecoverable for a laboratory, or destroyed. */
export const sanitisationMethods = ['clear', 'purge', 'destroy'] as const;
export const verificationMethods = ['full', 'sample'] as const;

/** How what a terminal had stored was made unreadable, and who says so. */
export interface Sanitisation {
  readonly method: (typeof sanitisationMethods)[number];
  /** How: degaussed, shredded, disk taken out and locked away. */
  readonly technique: string;
  /** With its version. */
  readonly tool: string;
  readonly verification: (typeof verificationMethods)[number];
  /** The role that did it, and the role that looked that it was done. */
  readonly performedBy: string;
  readonly verifiedBy: string;
  readonly certificate: string;
}

/** What somebody wishes to happen to a terminal. */
export interface StepWish {
  readonly event: CustodyEvent;
  readonly reason: string;
  /** When it happened, or shall. */
  readonly date: EpochMs;
  /** The role that answers for the terminal from then on. */
  readonly custodian: string;
  readonly sanitisation?: Sanitisation;
  /** For `allow-absence`. */
  readonly absenceUntil?: EpochMs;
}

/** A step that two persons stand for. */
export interface CustodyStep extends StepWish {
  readonly from: CustodyState;
  readonly to: CustodyState;
  readonly proposal: string;
  readonly proposedBy: Actor;
  readonly approvedBy: Actor;
  readonly at: EpochMs;
}

/** What is kept of a terminal, beside what the inventory declares. */
export interface CustodyEntry {
  readonly terminalId: string;
  /** As declared last; kept for terminals that the inventory has dropped. */
  readonly placeId: string;
  readonly network: 'inner' | 'outer';
  readonly barcode: string;
  readonly macs: readonly string[];
  readonly diskSerials: readonly string[];
  readonly switchId?: string;
  readonly port?: string;
  readonly custodian: string;
  readonly brand: string;
  readonly model: string;
  /** The state that the inventory declared last. It seeds the register, and is compared with it ever after. */
  readonly declaredState: string;
  /** False when the inventory does not declare it any more. */
  readonly declared: boolean;
  readonly state: CustodyState;
  readonly since: EpochMs;
  /** When it was first inner; it can never be outer again. */
  readonly innerSince?: EpochMs;
  /** Every MAC and disk that it had while it was inner: `mac 02:f5:...`, `disk WD-1`. */
  readonly innerIdentities: readonly string[];
  readonly lastStep?: CustodyStep;
  readonly absenceUntil?: EpochMs;
  readonly lastSeenAt?: EpochMs;
  readonly lastSeenSwitch?: string;
}

/** Every bound of the register in one place. */
export const custodyLimits = {
  reasonCharacters: 1_000,
  textCharacters: 200,
  /** A step may be dated so far back, and so little ahead of our clock. */
  longestBackMs: 10 * 365 * 86_400_000,
  aheadMs: 86_400_000,
  longestAbsenceMs: 365 * 86_400_000,
  /** Identities remembered of one terminal. */
  identities: 128,
  /** Terminals named in one record of the ledger. */
  terminalsPerRecord: 100,
  /** Documents written before the disk is waited for. */
  putsPerFlush: 5_000,
  historyEntries: 200,
  /** What was seen is written at most this often for each terminal. */
  writeSeenEveryMs: 6 * 3_600_000,
} as const;

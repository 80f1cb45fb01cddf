/** The shapes of the register of terminals, approvals, stock-takes and open items, by the same rules as `wire.ts`. */
import type { Message } from '../core/index.ts';

export type WireCustodyState =
  | 'in-store'
  | 'issued'
  | 'in-use'
  | 'in-repair'
  | 'returned'
  | 'retired'
  | 'scrapped'
  | 'lost';

export type WireCustodyEvent =
  | 'issue'
  | 'start-use'
  | 'send-to-repair'
  | 'return'
  | 'put-in-store'
  | 'retire'
  | 'scrap'
  | 'lose'
  | 'find'
  | 'allow-absence'
  | 'complete-record';

export type WireNetwork = 'inner' | 'outer';

export interface WireActor {
  readonly user: string;
  readonly role: string;
}

/** GET /terminals. */
export interface WireTerminal {
  readonly id: string;
  readonly placeId: string;
  readonly network: WireNetwork;
  readonly state: WireCustodyState;
  readonly since: string;
  /** What its label says; its id where the inventory has no barcode for it. */
  readonly code: string;
  readonly custodian: string;
  readonly brand: string;
  readonly model: string;
  readonly macs: readonly string[];
  readonly diskSerials: readonly string[];
  readonly switchId: string | null;
  readonly port: string | null;
  /** What the inventory says; another state than the register's is a line to be mended. */
  readonly declaredState: string;
  /** False: the inventory does not name it any more. */
  readonly declared: boolean;
  readonly lastSeenAt: string | null;
  readonly lastSeenSwitch: string | null;
  readonly absenceUntil: string | null;
  /** Outer, and yet one of its parts was inner: the one-way latch is broken. */
  readonly latch: { readonly identity: string; readonly terminalId: string; readonly since: string } | null;
  /** What its repair or scrapping lacks: `approval`, `custodian`, `method`, `certificate`. */
  readonly missingRecord: readonly string[];
  /** A step that waits for a second person. */
  readonly waiting: string | null;
}

export interface WireSanitisation {
  readonly method: 'clear' | 'purge' | 'destroy';
  readonly technique: string;
  readonly tool: string;
  readonly verification: 'full' | 'sample';
  readonly performedBy: string;
  readonly verifiedBy: string;
  readonly certificate: string;
}

/** POST /terminals/:id/steps: what somebody proposes. */
export interface WireStepWish {
  readonly event: WireCustodyEvent;
  readonly reason: string;
  readonly date: string;
  readonly custodian: string;
  readonly sanitisation?: WireSanitisation;
  readonly absenceUntil?: string;
}

export interface WireStep extends WireStepWish {
  readonly from: WireCustodyState;
  readonly to: WireCustodyState;
  readonly at: string;
  readonly proposedBy: WireActor;
  readonly approvedBy: WireActor;
}

/** GET /terminals/:id. */
export interface WireTerminalDetail extends WireTerminal {
  readonly allowed: readonly { readonly event: WireCustodyEvent; readonly sanitisation: boolean }[];
  /** Oldest first. */
  readonly history: readonly WireStep[];
  readonly proposal: WireProposal | null;
}

/** GET /approvals; POST /approvals/:id/approve, /reject, /withdraw `{note}`. */
export interface WireProposal {
  readonly id: string;
  readonly matter: string;
  readonly subject: string;
  readonly summary: Message;
  readonly reason: string;
  readonly wish: Readonly<Record<string, unknown>>;
  readonly proposedBy: WireActor;
  readonly proposedAt: string;
  readonly lapsesAt: string;
  readonly state: 'waiting' | 'approved' | 'rejected' | 'withdrawn' | 'lapsed';
  readonly decision: { readonly by: WireActor; readonly at: string; readonly note: string } | null;
  /** Proposed by who asks: another person must decide. */
  readonly own: boolean;
}

export interface WireStockFinding {
  readonly kind: 'missing' | 'misplaced' | 'unknown' | 'wrong-network';
  readonly barcode: string;
  readonly terminalId: string | null;
  readonly registeredAt: string | null;
  readonly state: WireCustodyState | null;
  readonly network: WireNetwork | null;
  readonly foundOn: WireNetwork | null;
}

/** GET /stock-takes. */
export interface WireStockTake {
  readonly id: string;
  readonly placeId: string;
  readonly status: 'counting' | 'signing' | 'signed' | 'abandoned';
  readonly startedAt: string;
  readonly startedBy: WireActor;
  readonly expected: number;
  readonly scanned: number;
  readonly counts: {
    readonly found: number;
    readonly missing: number;
    readonly misplaced: number;
    readonly unknown: number;
    readonly wrongNetwork: number;
  };
  readonly signed: { readonly countedBy: WireActor; readonly by: WireActor; readonly at: string } | null;
  /** Place of the signed result in the ledger. */
  readonly record: number | null;
}

/** GET /stock-takes/:id. */
export interface WireStockTakeDetail extends WireStockTake {
  readonly expectedDigest: string;
  readonly list: readonly {
    readonly terminalId: string;
    readonly code: string;
    readonly network: WireNetwork;
    readonly state: WireCustodyState;
    readonly found: boolean;
  }[];
  readonly findings: readonly WireStockFinding[];
  /** Newest first; the newest 500. */
  readonly scans: readonly {
    readonly code: string;
    readonly at: string;
    readonly by: string;
    readonly source: 'scanner' | 'camera' | 'typed' | 'file';
    readonly network: WireNetwork | null;
  }[];
  readonly proposal: WireProposal | null;
  /** The signed head of the ledger, to be printed on the sheet; null before the first. */
  readonly checkpoint: string | null;
  /** Whether that head holds the signed result already; it does seconds after the signature. */
  readonly covered: boolean;
}

/** POST /stock-takes/:id/scans `{code, source, network?}`: what became of a label. */
export interface WireScanOutcome {
  readonly code: string;
  readonly repeated: boolean;
  /** As the comparison has it now. */
  readonly verdict: 'found' | 'misplaced' | 'unknown' | 'wrong-network';
  readonly terminalId: string | null;
  readonly registeredAt: string | null;
  readonly stockTake: WireStockTake;
}

/** POST /stock-takes/:id/file `{name, content}`, the content in base64. */
export interface WireScanFile {
  readonly taken: number;
  readonly repeated: number;
  readonly mistakeCount: number;
  /** The first 200. */
  readonly mistakes: readonly { readonly line: number; readonly column: number; readonly text: string }[];
  readonly stockTake: WireStockTake;
}

/** GET /open-items; POST /open-items; POST /open-items/:id/answer, /assign, /postpone, /close. */
export interface WireOpenItem {
  readonly id: string;
  readonly source: 'stock-take' | 'terminal' | 'check' | 'person';
  readonly placeId: string;
  readonly subject: string;
  readonly title: Message;
  readonly severity: 'S1' | 'S2' | 'S3';
  readonly responsible: string;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly status: 'open' | 'answered' | 'closed';
  readonly overdue: boolean;
  readonly reminders: number;
  readonly remindedAt: string | null;
  readonly escalatedAt: string | null;
  readonly answers: readonly { readonly at: string; readonly by: WireActor; readonly text: string }[];
  readonly closed: { readonly at: string; readonly by: WireActor; readonly reason: string } | null;
}

/** GET /keeping: what waits for somebody, for badges. */
export interface WireKeeping {
  readonly terminals: number;
  /** Proposals that wait; `mine`: those that who asks may decide. */
  readonly waiting: number;
  readonly mine: number;
  readonly counting: number;
  readonly open: number;
  readonly overdue: number;
  readonly escalated: number;
}

/**
 * What is decided, and so has one writer, and what each instance keeps for itself: what it observed, and what belongs to
 * its own disk. A collection that nobody put into one of the two lists counts as decided, so that nothing is lost by being new.
 */
const own = {
  /** Observed by each on its own, or about its own files, keys and sockets. */
  collections: new Set([
    'api-sessions',
    'backup-days',
    'backup-repositories',
    'backup-seen',
    'backup-verdicts',
    'figures',
    'flaps',
    'isolation',
    'isolation-declared',
    'isolation-reads',
    'ledger',
    'light-accounts',
    'login-rests',
    'pace',
    'pairs',
    'pairs-declared',
    'reports',
    'rule-states',
    'service-tracks',
    'service-tries',
    'service-views',
    'standby',
    'state-polls',
    'states',
    'topology-cables',
    'topology-seen',
    'trap-engine',
  ]),
  journals: new Set([
    'canaries',
    'isolation-checks',
    'isolation-places',
    'messages',
    'pair-checks',
    'pair-takeovers',
    'service-state',
    'states',
    'view-state',
    'watch',
  ]),
} as const;

/** Records of evidence that stand for a decision; all others are what this instance itself saw or did. */
const decidedKinds: ReadonlySet<string> = new Set([
  'incident',
  'acknowledgement',
  'terminal',
  'stock-take',
  'open-item',
  'drill',
  'maintenance',
  'silence',
  'assessment',
  // Of the own pair: those of others are seen by both.
  'failover',
]);

/** Collections that a first active instance hands over from its own store when the journal is new. */
export const seededCollections: readonly string[] = [
  'api-users',
  'approvals',
  'assessment-cards',
  'assessments',
  'custody',
  'custody-latched',
  'findings',
  'findings-accepted',
  'foreign-alerts',
  'honeytokens',
  'incident-numbers',
  'incidents',
  'leak-drills',
  'light-collectors',
  'light-tokens',
  'maintenance-windows',
  'open-items',
  'outer-sentinels',
  'outer-switches',
  'page-courses',
  'pages',
  'paging-key',
  'pair-drills',
  'restore-drills',
  'silences',
  'stock-take-scans',
  'stock-takes',
  'webhook-queue',
];

export const isDecidedCollection = (collection: string): boolean => !own.collections.has(collection);
export const isDecidedJournal = (journal: string): boolean => !own.journals.has(journal);
/** Whose takeovers are of Fangzhou's own pair. */
export const ownPairSubject = (id: string): string => `standby ${id}`;

export const isDecidedRecord = (kind: string, subject: string): boolean =>
  decidedKinds.has(kind) && (kind !== 'failover' || subject.startsWith(ownPairSubject('')));
export const decidedKindList: readonly string[] = [...decidedKinds];
/** Collections that a standby's pages show as they are in its store; a change of any other is read at the next refresh. */
export const shownAtOnce: ReadonlySet<string> = new Set([
  'incidents',
  'incident-numbers',
  'page-courses',
  'pages',
  'webhook-queue',
]);

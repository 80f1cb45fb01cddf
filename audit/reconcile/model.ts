import type { TopologyReading } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';

export const findingKinds = [
  'new-device',
  'foreign-mac',
  'replaced-device',
  'moved-cable',
  'renamed-interface',
  'undeclared-link',
  'misplaced-terminal',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export const findingElementKinds = ['device', 'interface', 'link', 'terminal'] as const;
export interface FindingElement {
  readonly kind: (typeof findingElementKinds)[number];
  /** An interface is `<deviceId>/<name>`. */
  readonly id: string;
}

/** Which device said it, in which table, and when it was last read so. */
export interface FindingEvidence {
  readonly deviceId: string;
  readonly what: 'lldp' | 'bridge' | 'entity' | 'interfaces';
  readonly value: string;
  readonly at: EpochMs;
}

/** What would have to change in a CSV file of the inventory for what is seen to be what is declared. */
export interface RowChange {
  readonly file: 'devices.csv' | 'links.csv' | 'terminals.csv';
  /** Of the line that changes; undefined: a line to be added, which a person must complete. */
  readonly id: string | undefined;
  /** Column to its new cell. */
  readonly cells: Readonly<Record<string, string>>;
}

/** What is seen and is not what should be. A value: the same readings give the same differences. */
export interface Difference {
  readonly kind: FindingKind;
  /** With the kind it names the finding: the same difference seen from two devices is one. */
  readonly subject: string;
  readonly element: FindingElement;
  /** What should be; empty where nothing is declared. */
  readonly declared: string;
  readonly observed: string;
  /** `inventory`: a file says so; `memory`: the inventory is silent, and it was seen otherwise before. */
  readonly against: 'inventory' | 'memory';
  /** Newest first. */
  readonly evidence: readonly FindingEvidence[];
  readonly changes: readonly RowChange[];
}

export const findingStatuses = ['open', 'accepted', 'rejected', 'cleared'] as const;

/** What a person decided, and why. */
export interface FindingDecision {
  readonly verdict: 'accepted' | 'rejected';
  readonly by: string;
  readonly reason: string;
  readonly at: EpochMs;
}

/** A difference through time. `accepted` and `cleared` are closed; `rejected` waits for the network to be put right. */
export interface Finding extends Difference {
  readonly id: string;
  readonly status: (typeof findingStatuses)[number];
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly clearedAt: EpochMs | undefined;
  readonly decision: FindingDecision | undefined;
}

export interface FindingEvent {
  readonly what: 'seen' | 'seen-again' | 'changed' | 'accepted' | 'rejected' | 'cleared';
  readonly finding: Finding;
  readonly at: EpochMs;
}

/** The newest of each part that a device told, with the time of each: what could not be read keeps its last reading. */
export interface Seen {
  readonly deviceId: string;
  readonly identity?: NonNullable<TopologyReading['identity']>;
  readonly ports?: NonNullable<TopologyReading['ports']>;
  readonly neighbours?: NonNullable<TopologyReading['neighbours']>;
  readonly stations?: NonNullable<TopologyReading['stations']>;
  readonly at: Readonly<Partial<Record<SeenPart, EpochMs>>>;
}
export const seenParts = ['identity', 'ports', 'neighbours', 'stations'] as const;
export type SeenPart = (typeof seenParts)[number];

/** Bounds of what is kept; the rest is counted. */
export const reconcileLimits = {
  /** Differences that may be findings at the same time. */
  findings: 5_000,
  /** Of one device: a wrong reading must not fill the list. */
  findingsOfDevice: 200,
  /** Closed findings kept beside the journal. */
  closed: 2_000,
  evidence: 8,
  /** Names of interfaces remembered for each device. */
  rememberedPorts: 4_096,
} as const;

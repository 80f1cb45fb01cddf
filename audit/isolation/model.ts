/**
 * Isolation: checks judge what was seen at a place against the declaration. All of it is pure; nothing here reads a clock.
 */
import type { IsolationReading, ProfileReading } from '../../collector/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { City, Device } from '../../inventory/index.ts';
import type { ConfigurationView } from './configuration/model.ts';
import type { SurveyView } from './survey/model.ts';

/** An id of the catalogue: `ISO-07`. */
export type CheckId = `ISO-${string}`;

/** `unknown` when evidence is missing, refused, cut, stale, or has no control; `waived` by a person until a date. */
export type CheckVerdict = 'pass' | 'fail' | 'unknown' | 'waived';

/** S1: isolation is broken or very likely so. S2: a path exists or cannot be excluded. S3: hygiene. */
export type CheckSeverity = 'S1' | 'S2' | 'S3';

/** One offending row. */
export interface CheckFinding {
  readonly deviceId?: string;
  /** The instance that decides, where it was read by SNMP. */
  readonly oid?: string;
  readonly value: string;
  readonly severity: CheckSeverity;
  readonly text: Message;
}

/** What one check says of one device, or of the place as a whole. */
export interface CheckJudgement {
  readonly deviceId?: string;
  readonly verdict: Exclude<CheckVerdict, 'waived'>;
  /** The worst of its findings; the check's own where nothing was found. */
  readonly severity: CheckSeverity;
  /** Why it passes, fails or cannot be told. */
  readonly reason: Message;
  /** The device answered that it has no such table: counts neither for nor against, and is said on the report. */
  readonly notOffered?: true;
  readonly findings: readonly CheckFinding[];
  /** Time of the oldest observation it rests on; undefined when there is none. */
  readonly observedAt?: EpochMs;
  /** Which period its evidence must be younger than, where that is another than its check's. */
  readonly evidence?: IsolationCheck['evidence'];
}

/** Who may look how often, what it needs, and the words around it. Titles and remedies are texts: `isolation.ISO-07.title`. */
export interface IsolationCheck {
  readonly id: CheckId;
  readonly severity: CheckSeverity;
  /** Clauses of GB/T 22239-2019: `8.1.3.1 a)`. */
  readonly clauses: readonly string[];
  /** The period that its evidence must be younger than. */
  readonly evidence: 'tables' | 'probes' | 'outer' | 'register' | 'survey';
  /** Must have been judged before its place can count as isolated, even where the device offers nothing. */
  readonly needed: boolean;
  /** None: the check does not apply to this place. */
  judge(scene: Scene): readonly CheckJudgement[];
}

/** A point or a data centre (`jintan-dc`, `city-dc`) with all that is known of it. */
export interface Scene {
  readonly placeId: string;
  readonly districtId: string;
  readonly now: EpochMs;
  readonly declaration: Declaration;
  readonly city: City;
  readonly devices: readonly SceneDevice[];
  /** Who is where in the whole city. */
  readonly stations: StationView;
  /** Undefined until the part that brings it runs. */
  readonly probes?: readonly ProbeRun[];
  readonly outer?: OuterView;
  readonly register?: RegisterView;
  /** Undefined where no folder of exported configurations is named. */
  readonly configurations?: ConfigurationView;
  /** Undefined where no folder of survey results is named. */
  readonly surveys?: SurveyView;
}

export interface SceneDevice {
  readonly device: Device;
  /** The newest; undefined when none came yet. */
  readonly reading: IsolationReading | undefined;
  /** The one before, to see what changed. */
  readonly earlier: IsolationReading | undefined;
  /** What its maker's tables last told; undefined where none is known for it. */
  readonly profile?: ProfileReading;
}

/** A prefix, with why it is inside although its addresses are not private ones. */
export interface DeclaredPrefix {
  readonly prefix: string;
  readonly reason?: string;
}

/** A controlled boundary: to a bank, a budget unit, the video network, the province. */
export interface DeclaredBoundary {
  readonly id: string;
  readonly deviceId: string;
  readonly interfaceName: string;
  /** All that may be reached through it. */
  readonly prefixes: readonly string[];
  readonly reason: string;
}

/** What should be: made of the inventory and of `isolation:` in fangzhou.yaml; itself a record of the ledger. */
export interface Declaration {
  /** Of the canonical JSON, `sha256:` and hex. */
  readonly digest: string;
  readonly prefixes: readonly DeclaredPrefix[];
  /** Next hops and routers that traffic may go through. */
  readonly routers: ReadonlySet<string>;
  readonly routingPeers: ReadonlySet<string>;
  readonly ntpServers: ReadonlySet<string>;
  readonly dnsServers: ReadonlySet<string>;
  readonly tunnelPeers: ReadonlySet<string>;
  readonly boundaries: readonly DeclaredBoundary[];
  /** IANAifTypes that must not be up, and names that betray them. */
  readonly forbiddenMedia: ReadonlySet<number>;
  readonly forbiddenNames: readonly RegExp[];
  /** Media that are allowed although listed: `deviceId/interfaceName`. */
  readonly allowedMedia: ReadonlySet<string>;
  /** First three octets, lower case with colons, of makers of consumer routers and telephones. */
  readonly forbiddenMakers: ReadonlySet<string>;
  /** `deviceId/interfaceName` to what the port is for; ports of links are uplinks, ports of terminals access. */
  readonly portRoles: ReadonlyMap<string, 'uplink' | 'access' | 'unused'>;
  /** Stations at an access port, by `deviceId/interfaceName`; 1 where not told. */
  readonly stationsAtPort: ReadonlyMap<string, number>;
  /** MACs that are nobody's terminal and yet declared: virtual addresses of pairs, printers. */
  readonly knownMacs: ReadonlySet<string>;
  /** Milliseconds: how old evidence of each kind may be. */
  readonly periods: Readonly<Record<IsolationCheck['evidence'], number>>;
  /** After so long an inner terminal that nobody saw needs a record (ISO-53); 30 days where not told. */
  readonly terminalUnseenMs?: number;
  readonly waivers: readonly Waiver[];
}

/** A person accepted a failure until a time; it lapses by itself. */
export interface Waiver {
  readonly checkId: CheckId;
  readonly placeId: string;
  readonly deviceId?: string;
  readonly approver: string;
  readonly reason: string;
  readonly until: EpochMs;
}

/** Where a MAC is heard at access ports in the whole city, and whose it is. */
export interface StationView {
  /** Undefined when the MAC is nobody's. */
  ownerOf(mac: string): StationOwner | undefined;
  /** Newest first; uplinks left out. */
  placesOf(
    mac: string,
  ): readonly { readonly placeId: string; readonly deviceId: string; readonly port: string; readonly at: EpochMs }[];
  /** The declared device told no MAC yet: a stranger may be that device. Left out: nobody knows. */
  isWithoutMacs?(deviceId: string): boolean;
}

export interface StationOwner {
  readonly kind: 'terminal' | 'device' | 'virtual' | 'declared';
  readonly id: string;
  /** Set for terminals. */
  readonly network?: 'inner' | 'outer';
  readonly state?: string;
  /** Where it should be. */
  readonly placeId?: string;
}

/** Beside the canaries: `browser` is the self-check of a page, `honeytoken` a decoy that lies somewhere since `at`. */
export const probeProtocols = [
  'icmp',
  'tcp',
  'dns',
  'http',
  'ntp',
  'traceroute',
  'spoofed',
  'browser',
  'honeytoken',
] as const;
export type ProbeProtocol = (typeof probeProtocols)[number];

/** A probe that must fail, with the control of the same run that must succeed. */
export interface ProbeRun {
  readonly placeId: string;
  readonly collectorId: string;
  readonly protocol: ProbeProtocol;
  readonly at: EpochMs;
  readonly target: string;
  /** Committed to the ledger before the first packet went out. */
  readonly nonce: string;
  readonly commitment: number;
  /** `leaked`: an answer came that only the outside can give; `lead`: something answered that nobody declared. */
  readonly outcome: 'blocked' | 'leaked' | 'lead' | 'not-run';
  readonly detail: Message;
  readonly control: { readonly target: string; readonly outcome: 'reached' | 'failed' | 'not-run' };
  /** Whether the outside target is known to have been up at that time. */
  readonly targetAlive: boolean | undefined;
}

/** What was carried over from outside. */
export interface OuterView {
  readonly sentinels: readonly {
    readonly id: string;
    readonly up: readonly { readonly from: EpochMs; readonly to: EpochMs }[];
    readonly importedAt: EpochMs;
    /** Inner addresses that it could reach. */
    readonly reached: readonly { readonly address: string; readonly at: EpochMs; readonly detail: string }[];
    /** Rounds of tries at inner addresses; without its control a round shows nothing. */
    readonly tried?: readonly {
      readonly from: EpochMs;
      readonly to: EpochMs;
      readonly prefixes: readonly string[];
      readonly addresses: number;
      readonly control: boolean;
    }[];
    /** Nonces of our probes that arrived there. */
    readonly heard: readonly { readonly nonce: string; readonly at: EpochMs; readonly from: string }[];
  }[];
  /** MACs that outer switches hear, of the newest imported walk of each. */
  readonly stations: readonly {
    readonly mac: string;
    readonly device: string;
    readonly port: string;
    readonly at: EpochMs;
  }[];
}

export const custodyStates = [
  'in-store',
  'issued',
  'in-use',
  'in-repair',
  'returned',
  'retired',
  'scrapped',
  'lost',
] as const;
export type CustodyState = (typeof custodyStates)[number];

/** A terminal as its register has it, with the record of each step that matters here. */
export interface RegisteredTerminal {
  readonly id: string;
  readonly placeId: string;
  readonly network: 'inner' | 'outer';
  /** It was inner once: it can never be outer again. */
  readonly everInner: boolean;
  readonly macs: readonly string[];
  readonly diskSerials: readonly string[];
  readonly state: CustodyState;
  readonly since: EpochMs;
  readonly switchId?: string;
  readonly port?: string;
  /** Fields that its last step should have and has not: `approval`, `custodian`, `method`, `certificate`. */
  readonly missingRecord: readonly string[];
  readonly lastSeenAt?: EpochMs;
  /** A person recorded that it may be away until then. */
  readonly absenceUntil?: EpochMs;
  /** The same person's terminal on the other network: who uses it should not be silent here. */
  readonly twinId?: string;
  /** What its label says; its id where it has no label. */
  readonly barcode?: string;
  /** Which MAC or disk of it was inner, in whose terminal, and since when: why `everInner` holds. */
  readonly innerBefore?: { readonly identity: string; readonly terminalId: string; readonly since: EpochMs };
}

export interface RegisterView {
  readonly terminals: readonly RegisteredTerminal[];
  /** Those of other places that must not be heard anywhere: under repair or scrapped. */
  readonly elsewhere?: readonly RegisteredTerminal[];
  /** An inner terminal in use may be unheard for so long without a record. */
  readonly unseenAfterMs?: number;
  /** The place is to be counted at least so often; undefined: nobody asks for it. */
  readonly stockTakeEveryMs?: number;
  /** The newest stock-take of the place; undefined when there was none. */
  readonly stockTake?: {
    readonly id: string;
    readonly at: EpochMs;
    readonly record: number;
    readonly findings: readonly {
      readonly kind: 'missing' | 'misplaced' | 'unknown' | 'wrong-network';
      readonly barcode: string;
      readonly terminalId?: string;
    }[];
  };
}

/** The point as a whole; the worst wins. */
export type IsolationWord = 'isolated' | 'violated' | 'unknown';

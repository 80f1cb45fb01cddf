/** `pairs:` in fangzhou.yaml, typed: how hot-standby pairs are watched beside the polls of their hosts. */

/** How an SQL engine is asked; the password is resolved at the door and never logged, stored or returned. */
export interface SqlAccess {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `require` encrypts without checking the name; `verify` checks the certificate by `authority`. */
  readonly tls: 'off' | 'require' | 'verify';
  readonly authority: string | undefined;
}

/** One try of a service through the virtual address. */
export interface PairProbeSettings {
  readonly id: string;
  readonly kind: 'tcp' | 'http';
  /** `tcp`: host and port; `http`: an http(s) URL. Undefined host: the pair's virtual address. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly url: string | undefined;
  /** Text that the answer must hold. */
  readonly expect: string | undefined;
  /** The response header that names the member that answered. */
  readonly memberHeader: string | undefined;
  /** Certificates are checked by default; an own authority in PEM, or not at all. */
  readonly authority: string | undefined;
  readonly insecure: boolean;
}

/** What one member shares with nobody, hopefully: same words on both members are a shared fate (FO-32). */
export interface MemberPlace {
  readonly host?: string;
  readonly power?: string;
  readonly rack?: string;
  readonly switch?: string;
  readonly storage?: string;
}

/** Who is called in which order when the pair fails, and what is done. */
export interface HandbookEntry {
  /** Roles, never persons, with a telephone number. */
  readonly contacts: readonly { readonly role: string; readonly phone: string; readonly note: string }[];
  readonly responsible: string;
  readonly steps: readonly string[];
}

export interface PairSettings {
  readonly pairId: string;
  /** The member where the service is at home; undefined: either may. */
  readonly home: string | undefined;
  /** VRID of the pair's instance; undefined: whichever holds the virtual address. */
  readonly vrid: number | undefined;
  /** Engines beside that of `standby` in host-pairs.csv, and how each is asked. Key: device id for what differs. */
  readonly postgresql: SqlAccess | undefined;
  readonly mysql: SqlAccess | undefined;
  readonly redis: { readonly port: number; readonly user: string; readonly password: string } | undefined;
  readonly patroni: { readonly port: number } | undefined;
  /** Name in NET-SNMP-EXTEND-MIB whose output is crm_mon's XML, what corosync's tools print, drbdsetup's JSON, or the manifest. */
  readonly pacemaker: { readonly extend: string } | { readonly file: string } | undefined;
  readonly corosync: { readonly extend: string } | { readonly file: string } | undefined;
  readonly drbd: { readonly extend: string } | { readonly file: string } | undefined;
  readonly manifest: { readonly extend: string } | { readonly file: string } | undefined;
  readonly health: { readonly url: string; readonly rolePath: string } | undefined;
  /** Devices whose ARP table is asked for the virtual address; empty: the aggregation switch of the district. */
  readonly neighbours: readonly string[];
  readonly probes: readonly PairProbeSettings[];
  readonly targets: {
    readonly rtoSeconds: number;
    readonly rpoSeconds: number;
    readonly rpoBytes: number;
    /** Lag that is already a finding (FO-23), and slots that hold back more than this (FO-24). */
    readonly lagBytes: number;
    readonly slotBytes: number;
    readonly clockOffsetMs: number;
  };
  readonly members: ReadonlyMap<string, MemberPlace>;
  /** Where a member's engines answer when not at its own address (a lab): device id to host and port. */
  readonly endpoints: ReadonlyMap<string, { readonly host: string; readonly port: number }>;
  readonly handbook: HandbookEntry | undefined;
}

/** A failure that a person stands for until a day; it lapses by itself. */
export interface PairWaiver {
  readonly checkId: string;
  readonly pairId: string;
  readonly approver: string;
  readonly reason: string;
  /** End of that day in UTC, milliseconds since 1970. */
  readonly until: number;
}

export interface PairsSettings {
  /** Between two readings of a pair's roles. */
  readonly periodSeconds: number;
  /** Between two tries through the virtual address. */
  readonly probePeriodSeconds: number;
  readonly probeTimeoutSeconds: number;
  /** Takeovers within ten minutes that count as flapping (FO-08). */
  readonly flapCount: number;
  readonly drillDueDays: number;
  /** What holds for all pairs that say nothing else. */
  readonly defaults: PairSettings;
  /** By the pair's id; a pair without an entry has the defaults. */
  readonly pairs: ReadonlyMap<string, PairSettings>;
  /** Left out: none. */
  readonly waivers?: readonly PairWaiver[];
}

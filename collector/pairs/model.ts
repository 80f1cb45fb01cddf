/**
 * What a hot-standby pair tells of itself, read from both members and from outside; judged in `audit/pairs`. Nothing here says
 * what it means: two that answer `master` are two readings, not yet a split brain.
 */
import type { EpochMs, Message } from '../../core/index.ts';

/** One question and how it ended: an answer, or why there is none. Only `answered` and `absent` say something of the member. */
export type Asked<Facts> =
  | { readonly outcome: 'answered'; readonly at: EpochMs; readonly facts: Facts }
  | {
      /**
       * `absent`: the host answers, and this engine is not there (noSuchObject, connection refused); `refused`: credentials;
       * `silent`: no answer in time; `malformed`: an answer that cannot be read.
       */
      readonly outcome: 'absent' | 'refused' | 'silent' | 'malformed';
      readonly at: EpochMs;
      readonly reason: Message;
    };

/** One reading of a pair: both members asked at the same time, with what was seen from outside of it. */
export interface PairReading {
  readonly pairId: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly members: readonly [MemberReading, MemberReading];
  /** Who has the virtual address by the tables of others: switches, routers, the UTM in front. */
  readonly neighbours: readonly NeighbourSighting[];
}

export interface MemberReading {
  readonly deviceId: string;
  readonly host: Asked<HostFacts>;
  /** What the engine of the pair says, by engine; only what is declared is asked. */
  readonly vrrp?: Asked<VrrpFacts>;
  readonly postgresql?: Asked<PostgresqlFacts>;
  readonly mysql?: Asked<MysqlFacts>;
  readonly redis?: Asked<RedisFacts>;
  readonly pacemaker?: Asked<PacemakerFacts>;
  readonly corosync?: Asked<CorosyncFacts>;
  readonly patroni?: Asked<PatroniFacts>;
  readonly drbd?: Asked<DrbdFacts>;
  readonly utmHa?: Asked<UtmHaFacts>;
  /** The health URL of a generic pair, asked at the member's own address. */
  readonly health?: Asked<HealthFacts>;
  /** Versions, hashes of configuration, certificates, as the member's own manifest lists them. */
  readonly manifest?: Asked<ManifestFacts>;
}

/** Of the host itself, through its SNMP agent. */
export interface HostFacts {
  readonly upTimeTicks: number;
  /**
   * Addresses of the virtual address's family, canonical text: by ipAdEntAddr (IP-MIB); by ipAddressAddr (RFC 4293) only for IPv6 or
   * where the old table is not offered, for Net-SNMP tells that one up to 30 s late.
   */
  readonly addresses: readonly string[];
  /** False when the table was cut, refused or not offered: `addresses` may then lack some. */
  readonly addressesWhole: boolean;
  /** MACs of its interfaces (ifPhysAddress), lower case with colons. */
  readonly macs: readonly string[];
  /**
   * hrSWRunName of daemons that matter here (`keepalived`, `postgres`), with how many, also none; undefined: table not offered.
   * Net-SNMP tells it up to 30 s late: no proof that a daemon runs.
   */
  readonly daemons?: Readonly<Record<string, number>>;
  /** hrSystemDate minus the collector's clock, milliseconds, halved round trip taken off; undefined: not offered. */
  readonly clockOffsetMs?: number;
  /** How far `clockOffsetMs` may be from the truth: agents tell whole seconds or tenths, and the way takes time. */
  readonly clockErrorMs?: number;
}

export const vrrpStates = ['initialize', 'backup', 'master', 'fault', 'unknown', 'shutdown', 'deleted'] as const;
export type VrrpState = (typeof vrrpStates)[number];

/**
 * One VRRP instance, told once: `state` is KEEPALIVED-MIB's where there is one, else RFC 6527's, else RFC 2787's; what that MIB
 * lacks (counters, the reason of the last takeover) comes from the others. Which MIB it came from decides what a number meant;
 * here there are only words.
 */
export interface VrrpInstance {
  readonly vrid: number;
  /** Empty where the MIB has no names (RFC 2787, RFC 6527). */
  readonly name: string;
  readonly state: VrrpState;
  readonly mib: 'keepalived' | 'rfc2787' | 'rfc6527';
  /** The row that decides, as text: `1.3.6.1.4.1.9586.100.5.2.3.1.4.1`. */
  readonly oid: string;
  readonly basePriority?: number;
  readonly effectivePriority?: number;
  /** vrrpInstanceVipsStatus and vrrpAddressStatus: whether all virtual addresses are set. */
  readonly addressesSet?: boolean;
  readonly virtualAddresses: readonly string[];
  readonly preempt?: boolean;
  readonly advertIntervalMs?: number;
  readonly interfaceName?: string;
  /** Counters: becomeMaster, masterTransitions; advertisements received. */
  readonly becomeMaster?: number;
  readonly advertisementsReceived?: number;
  /** RFC 6527 newMasterReason: the cause of the last takeover. It stays after the row went back to backup. */
  readonly newMasterReason?: 'not-master' | 'priority' | 'preempted' | 'master-no-response';
}

export interface VrrpFacts {
  readonly instances: readonly VrrpInstance[];
  /** Track scripts of keepalived by name. */
  readonly scripts: readonly { readonly name: string; readonly result: 'init' | 'bad' | 'good' | 'init-failed' }[];
  readonly version?: string;
}

export interface PostgresqlFacts {
  readonly version: string;
  /** pg_control_system(): the same in both members of a pair; text, for it has 64 bits. */
  readonly systemIdentifier: string;
  readonly inRecovery: boolean;
  /** Of a primary: first 8 hex digits of pg_walfile_name(pg_current_wal_lsn()); of a standby: received timeline. Never the control file's. */
  readonly timeline?: number;
  /** Bytes since 0/0: pg_current_wal_lsn() of a primary, pg_last_wal_replay_lsn() of a standby. */
  readonly lsnBytes?: bigint;
  readonly receivedLsnBytes?: bigint;
  readonly replayPaused?: boolean;
  readonly lastReplayedAt?: EpochMs;
  /** Rows of pg_stat_replication; empty on a primary without a standby. */
  readonly standbys: readonly {
    readonly name: string;
    readonly address: string;
    readonly state: string;
    readonly syncState: string;
    readonly replayBytesBehind?: number;
    /** NULL when idle, which proves nothing. */
    readonly replayLagMs?: number;
  }[];
  readonly slots: readonly {
    readonly name: string;
    readonly active: boolean;
    readonly walStatus?: string;
    readonly retainedBytes?: number;
  }[];
  /** pg_stat_wal_receiver of a standby; undefined: none runs. */
  readonly receiver?: { readonly status: string; readonly senderHost: string };
  readonly archiver?: {
    readonly archivedCount: number;
    readonly failedCount: number;
    readonly lastArchivedWal?: string;
    readonly lastFailedWal?: string;
    readonly lastArchivedAt?: EpochMs;
    readonly lastFailedAt?: EpochMs;
  };
  /** What one may do with it beyond reading: superuser, pg_write_all_data; empty when least-privileged. */
  readonly excessRights: readonly string[];
}

export interface MysqlFacts {
  readonly version: string;
  readonly serverId: string;
  readonly readOnly: boolean;
  /** Executed GTID set (MySQL) or gtid_current_pos (MariaDB). */
  readonly gtid: string;
  /**
   * MariaDB's gtid_binlog_state: the last of each pair of domain and server. A server here that the other end lacks has written by itself,
   * which gtid_current_pos does not tell.
   */
  readonly gtidState?: string;
  /** A row of SHOW REPLICA STATUS / SHOW SLAVE STATUS; undefined: it replicates from nobody. */
  readonly replica?: {
    readonly sourceHost: string;
    readonly ioRunning: string;
    readonly sqlRunning: string;
    readonly secondsBehind?: number;
    readonly ioError?: string;
    readonly sqlError?: string;
  };
  /** Replicas connected to it (SHOW REPLICAS / processlist Binlog Dump); undefined where it may not ask. */
  readonly replicas?: number;
  /** What the account may do beyond reading, by SHOW GRANTS; undefined: it has a role, whose rights are not told. */
  readonly excessRights?: readonly string[];
}

export interface RedisFacts {
  readonly version: string;
  readonly role: 'master' | 'slave';
  readonly replicationId: string;
  readonly offset: number;
  readonly masterHost?: string;
  readonly linkUp?: boolean;
  readonly secondsSinceIo?: number;
  readonly readOnly?: boolean;
  readonly replicas: readonly { readonly address: string; readonly state: string; readonly offset: number }[];
}

/** crm_mon --output-as=xml, from either member. */
export interface PacemakerFacts {
  readonly withQuorum: boolean;
  readonly dc?: string;
  readonly stonithEnabled: boolean;
  readonly noQuorumPolicy: string;
  readonly maintenanceMode: boolean;
  readonly nodes: readonly {
    readonly name: string;
    readonly online: boolean;
    readonly standby: boolean;
    readonly maintenance: boolean;
    readonly unclean: boolean;
  }[];
  readonly resources: readonly {
    readonly id: string;
    /** `Promoted`/`Master`, `Unpromoted`/`Slave`, `Started`, `Stopped`: both spellings read as the new one. */
    readonly role: string;
    readonly managed: boolean;
    readonly failed: boolean;
    readonly nodes: readonly string[];
  }[];
  readonly bans: readonly { readonly id: string; readonly resource: string; readonly node: string }[];
  readonly failures: readonly string[];
  readonly fencingFailures: readonly string[];
}

/** corosync-cfgtool -s and corosync-quorumtool -s of one member. */
export interface CorosyncFacts {
  /** Links of knet, or rings: each with the nodes that are heard over it (node 0: the ring as a whole), itself left out. */
  readonly links: readonly {
    readonly id: number;
    readonly address: string;
    readonly peers: readonly { readonly nodeId: number; readonly connected: boolean }[];
  }[];
  /** Undefined: quorumtool was not asked. */
  readonly votes?: {
    readonly expected: number;
    readonly total: number;
    readonly quorum: number;
    readonly quorate: boolean;
    /** corosync-qdevice, the third vote; undefined: none is set up. */
    readonly device?: 'votes' | 'silent';
  };
}

/** Patroni's GET /patroni and /cluster. */
export interface PatroniFacts {
  readonly role: string;
  readonly state: string;
  readonly timeline?: number;
  readonly paused: boolean;
  readonly unlocked: boolean;
  readonly dcsLastSeenAt?: EpochMs;
  readonly members: readonly {
    readonly name: string;
    readonly role: string;
    readonly state: string;
    readonly timeline?: number;
    readonly lagBytes?: number;
  }[];
  readonly history: readonly {
    readonly timeline: number;
    readonly reason: string;
    readonly at?: EpochMs;
    readonly leader?: string;
  }[];
}

/** drbdsetup status --json. */
export interface DrbdFacts {
  readonly resources: readonly {
    readonly name: string;
    readonly role: string;
    readonly suspended: boolean;
    readonly devices: readonly { readonly volume: number; readonly diskState: string; readonly quorum: boolean }[];
    readonly connections: readonly {
      readonly name: string;
      readonly connectionState: string;
      readonly peerRole: string;
      readonly outOfSyncBytes: number;
      readonly peerDiskStates: readonly string[];
    }[];
  }[];
}

/** HA state by the maker's profile. */
export interface UtmHaFacts {
  readonly role: 'active' | 'standby' | 'none' | 'other';
  /** In the maker's words. */
  readonly said: string;
  readonly inSync?: boolean;
}

export interface HealthFacts {
  /** `active`, `standby` or what it said. */
  readonly role: string;
  readonly status: number;
  readonly latencyMs: number;
}

/** What must be the same on both members: `service.conf` -> `sha256:...`, `package keepalived` -> `1:2.2.7-1`. */
export interface ManifestFacts {
  readonly items: Readonly<Record<string, string>>;
}

/** Who answers for the virtual address by somebody else's ARP or forwarding table. */
export interface NeighbourSighting {
  /** Who was asked: `jintan-agg-1`. */
  readonly deviceId: string;
  readonly outcome: 'answered' | 'absent' | 'refused' | 'silent' | 'malformed';
  readonly at: EpochMs;
  /** MAC in its ARP table for the virtual address; undefined: it has none. */
  readonly mac?: string;
  readonly oid?: string;
}

/** One try of a service through the virtual address, as a client lives it. */
export interface ClientProbe {
  readonly pairId: string;
  readonly probeId: string;
  /** When the request went out, and when its answer was there or given up. */
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly ok: boolean;
  readonly reason?: Message;
  /** What the answer says of who answered (header or body by declaration). */
  readonly answeredBy?: string;
}

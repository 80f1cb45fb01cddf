/** The typed form of `fangzhou.yaml`: read once at the door, defaults filled in, units in the names. */

import type { AssessmentScheme } from './assessment-settings.ts';
import type { BackupsSettings } from './backup-settings.ts';
import type { CalendarSettings } from './calendar-settings.ts';
import type { DrillsSettings } from './drill-settings.ts';
import type { IsolationSettings } from './isolation-settings.ts';
import type { LightCollectorSettings } from './light-collector-settings.ts';
import type { City } from './model.ts';
import type { IncidentSeverity, PagingSettings } from './paging-settings.ts';
import type { PairsSettings } from './pair-settings.ts';
import type { ServicesSettings } from './service-settings.ts';
import type { DeadManSettings, StandbySettings } from './standby-settings.ts';
import type { WarmStandbySettings } from './warm-standby-settings.ts';

/** Where a secret is kept; its value is resolved at the door and never logged, stored or returned. */
export type SecretReference = { readonly env: string } | { readonly file: string };

export const authProtocols = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
/**
 * Privacy of SNMPv3: RFC 3414 (des), RFC 3826 (aes, which is AES-128), and the longer keys of AES that no RFC settled, with
 * Blumenthal's (b) and Reeder's (r, Cisco's) way of making them.
 */
export const privProtocols = ['des', 'aes', 'aes192b', 'aes192r', 'aes256b', 'aes256r'] as const;

/** A credential with its secrets resolved. */
export type SnmpCredential =
  | { readonly version: 'v1' | 'v2c'; readonly community: string }
  | {
      readonly version: 'v3';
      readonly user: string;
      readonly level: 'noAuthNoPriv' | 'authNoPriv' | 'authPriv';
      readonly authProtocol: (typeof authProtocols)[number];
      readonly authKey: string;
      readonly privProtocol: (typeof privProtocols)[number];
      readonly privKey: string;
      readonly context: string;
    };

export interface PollingSettings {
  /** Time between two polls of one device. */
  readonly periodSeconds: number;
  /** How long one request waits for its answer. */
  readonly timeoutSeconds: number;
  readonly retries: number;
  /** Devices polled at the same time, at most. */
  readonly concurrency: number;
  /** Devices of one point (or of one district's centre) polled at the same time, at most. */
  readonly pointConcurrency: number;
  /** One GETBULK asks for at most this many repetitions. */
  readonly maxRepetitions: number;
  /** An observation older than this many periods counts as stale. */
  readonly staleAfterPeriods: number;
  /** Time between two readings of a device's private tables, which change slowly. */
  readonly profilePeriodSeconds: number;
  /** Time between two readings of a device's neighbours and forwarding table. */
  readonly topologyPeriodSeconds: number;
  /** Time between two readings of the tables that isolation is judged by. */
  readonly isolationPeriodSeconds: number;
}

export interface ThresholdSettings {
  /** Consecutive polls that must agree before an incident is raised. */
  readonly raiseAfterPolls: number;
  /** Consecutive good polls before an incident clears. */
  readonly clearAfterPolls: number;
  /** Share of a link's bandwidth, 0 to 1. */
  readonly utilisationRaise: number;
  readonly utilisationClear: number;
  readonly errorsPerSecondRaise: number;
  readonly errorsPerSecondClear: number;
}

export interface RetentionSettings {
  readonly rawHours: number;
  readonly fiveMinuteDays: number;
  readonly hourYears: number;
  /** State changes and closed incidents older than this are dropped. */
  readonly eventYears: number;
}

/** A Prometheus Alertmanager that may send its alerts here. */
export interface AlertmanagerInletSettings {
  /** `Authorization: Bearer` of what it sends. */
  readonly token: string;
  /** A firing alert that is not sent again for so long is over. */
  readonly silentAfterSeconds: number;
  /** What its label `severity` means, in lower case; words that are not here mean what they usually do. */
  readonly severities: ReadonlyMap<string, IncidentSeverity>;
  /** Of an alert whose label says nothing that is known. */
  readonly otherwise: IncidentSeverity;
}

export interface WebhookSettings {
  readonly url: string;
  /** Signs each delivery: HMAC-SHA256, resolved from a reference. */
  readonly secret: string;
  readonly timeoutSeconds: number;
  /** Deliveries of one notice, at most; waits double from 1 s. */
  readonly attempts: number;
}

/** Where a receiver listens. Port 0 takes a free one. */
export interface ListenAddress {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
}

/** What a TLS server shows and asks for, in PEM; read at the door and never logged, stored or returned. */
export interface TlsMaterial {
  readonly certificate: string;
  readonly key: string;
  /** When given, a client must have a certificate of this authority. */
  readonly clientAuthority: string | undefined;
}

/** What is heard besides what is asked. Nothing is, until addresses are given. */
export interface ReceiverSettings {
  readonly traps: {
    readonly listen: readonly ListenAddress[];
    /** Names of credentials that any declared device may send with, beside the one that it is polled with. */
    readonly credentials: readonly string[];
  };
  readonly syslog: { readonly listen: readonly ListenAddress[]; readonly tls: TlsMaterial | undefined };
}

export interface LedgerSettings {
  /** What a new ledger is named after; an existing one keeps its name. */
  readonly name: string | undefined;
  /** Key files where they are not in the data folder: on another medium, for example. */
  readonly logKeyFile: string | undefined;
  readonly collectorKeyFile: string | undefined;
  /** How often records are brought to the disk; a crash loses at most this much, and nothing that was signed. */
  readonly flushSeconds: number;
  /** How often a head is signed, when there are new records. */
  readonly checkpointSeconds: number;
  /** How often each point's coverage is recorded. */
  readonly heartbeatSeconds: number;
  /** vkeys of witnesses. */
  readonly witnesses: readonly string[];
  /** How many of them a proof needs. */
  readonly quorum: number;
}

/** Reports that are made by themselves: scopes (`city`, `district:ID`, `point:ID`) by rhythm. */
export interface ReportRhythms {
  readonly daily: readonly string[];
  readonly weekly: readonly string[];
  readonly monthly: readonly string[];
  readonly yearly: readonly string[];
}

/** The rhythms of uptime reports, and what holds for all reports. */
export interface ReportsSettings extends ReportRhythms {
  /** Share of time that uptime reports ask for, 0 to 1. */
  readonly availabilityTarget: number;
  readonly language: 'zh-CN' | 'en';
  /** Time of day in the city's zone at which they are made. */
  readonly at: { readonly hour: number; readonly minute: number };
  readonly isolation: ReportRhythms;
  readonly backup: ReportRhythms;
  /** What may be published. */
  readonly bulletin: ReportRhythms;
}

/** The register of terminals, stock-taking, and the findings that wait for an answer. */
export interface CustodySettings {
  /** An inner terminal in use that no switch heard for so long wants a record. */
  readonly unseenDays: number;
  /** Each place is counted at least so often; undefined: nobody asks for it. */
  readonly stockTakeDays: number | undefined;
  /** The role that answers for a finding where the register names nobody; empty: nobody is named. */
  readonly responsible: string;
  /** Time that a finding leaves for an answer. */
  readonly itemDueDays: number;
  /** A reminder goes out so long before it is due. */
  readonly remindBeforeDays: number;
  /** A finding that nobody answered for so long goes to the level above. */
  readonly escalateAfterMonths: number;
}

/** The page on which township staff see whether it is them or the system. */
export interface StatusPageSettings {
  /** Read without a login, by whoever reaches the server. */
  readonly isPublic: boolean;
  /** Whom to call, as it is shown: `信息科 8001`; empty: nobody is named. */
  readonly contact: string;
}

export interface Settings {
  readonly server: { readonly host: string; readonly port: number; readonly trustMetricsFrom: readonly string[] };
  readonly dataFolder: string;
  readonly timeZone: string;
  readonly polling: PollingSettings;
  readonly thresholds: ThresholdSettings;
  readonly retention: RetentionSettings;
  /** How often samples are written to disk; a crash loses at most this much. */
  readonly writeIntervalSeconds: number;
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
  readonly webhook: WebhookSettings | undefined;
  /** Undefined: no Alertmanager is heard. */
  readonly alertmanager: AlertmanagerInletSettings | undefined;
  readonly receivers: ReceiverSettings;
  readonly ledger: LedgerSettings;
  /** A folder with the user's own profiles of makers' private tables. */
  readonly profilesFolder: string | undefined;
  readonly reports: ReportsSettings;
  readonly isolation: IsolationSettings;
  readonly pairs: PairsSettings;
  readonly custody: CustodySettings;
  readonly backups: BackupsSettings;
  /** Undefined where Fangzhou runs alone. */
  readonly standby: StandbySettings | undefined;
  /** Whoever must miss Fangzhou; of a pair, where `standby` names no other. */
  readonly deadMan: DeadManSettings | undefined;
  /** Undefined: nobody follows. */
  readonly warmStandby: WarmStandbySettings | undefined;
  readonly drills: DrillsSettings;
  readonly services: ServicesSettings;
  readonly calendar: CalendarSettings;
  /** Undefined: no light collector is heard. */
  readonly collectors: LightCollectorSettings | undefined;
  readonly statusPage: StatusPageSettings;
  /** Who is told of incidents, and how. */
  readonly paging: PagingSettings;
  /** By what offices and districts are assessed; undefined: they are not. */
  readonly assessment: AssessmentScheme | undefined;
}

/** What a folder of inventory gives: the city, its settings, and where agents answer when not at address:161. */
export interface Inventory {
  readonly city: City;
  readonly settings: Settings;
  /** Device id to the place its agent answers; a device without an entry answers at its address, port 161. */
  readonly targets: ReadonlyMap<string, AgentTarget>;
  /** The folder or file it was read from, to read it again. */
  readonly source: string;
  /** Where its CSV files lie. */
  readonly folder: string;
}

/** A UDP socket address of an SNMP agent. */
export interface AgentTarget {
  readonly host: string;
  readonly port: number;
}

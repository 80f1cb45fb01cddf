/** `people:`, `teams:`, `rosters:`, `escalation:`, `channels:` and `paging:` in fangzhou.yaml, typed: who is told, how, and in which order. */

import type { EpochMs } from '../core/index.ts';
import type { OwnWords } from './channel-template.ts';
import type { SnmpCredential } from './settings.ts';

export const channelKinds = ['smtp', 'sms', 'voice', 'syslog', 'webhook', 'snmp', 'alertmanager', 'printer'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Channels that reach a person, and by which address of his; the others reach systems, which are told of every incident. */
const addressOfKind: Partial<Record<ChannelKind, 'mailbox' | 'telephone'>> = {
  smtp: 'mailbox',
  sms: 'telephone',
  voice: 'telephone',
};
export const personalKinds: readonly ChannelKind[] = channelKinds.filter((kind) => addressOfKind[kind] !== undefined);

/** What a person's address is on a channel; undefined: the channel reaches a system. */
export const addressOf = ({ kind }: { readonly kind: ChannelKind }): 'mailbox' | 'telephone' | undefined =>
  addressOfKind[kind];

/** Whether a channel reaches persons. */
export const isPersonal = (channel: { readonly kind: ChannelKind }): boolean => addressOf(channel) !== undefined;

/** The worst first. */
export const incidentSeverities = ['critical', 'major', 'minor', 'info'] as const;
export type IncidentSeverity = (typeof incidentSeverities)[number];

/** How much may be declared. */
export const pagingBounds = {
  ...{ people: 1_000, channels: 50, rosters: 200, teams: 200, policies: 50 },
  ...{ steps: 10, members: 100, overrides: 2_000, ways: 8, calendarBytes: 1_000_000 },
} as const;

/** A moment: of the world, or as a clock on the wall shows it (milliseconds as if it were UTC) in the city's zone or a named one. */
export type Moment = { readonly at: EpochMs } | { readonly wall: number; readonly timeZone?: string };

/** Somebody who can be told: a role of the bureau (`jintan-duty-1`), with ways in the order in which they are tried. */
export interface PersonSettings {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly language: 'zh-CN' | 'en';
  readonly ways: readonly { readonly channelId: string; readonly to: string }[];
  /** Days off of this person, `YYYY-MM-DD`: who is on call then without a stand-in leaves a gap. */
  readonly away: readonly string[];
}

/** A rotation: members take turns of `turnDays` from `from` on, handed over at `handOverMinutes` after midnight, wall time of the city. */
export interface RosterSettings {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly members: readonly string[];
  /** First day of the first member's first turn, `YYYY-MM-DD`. */
  readonly from: string;
  /** First day that the rotation does not cover any more; undefined: it goes on. */
  readonly until: string | undefined;
  readonly turnDays: number;
  readonly handOverMinutes: number;
  /** Who take turns, day by day, on days off by the working calendar; undefined: the rotation goes on. */
  readonly onDaysOff: readonly string[] | undefined;
  /** The later one counts where two cover the same time. */
  readonly overrides: readonly RosterOverride[];
}

export interface RosterOverride {
  readonly from: Moment;
  readonly to: Moment;
  readonly personId: string;
  /** Why; empty where an imported calendar does not say. */
  readonly reason: string;
}

export interface TeamSettings {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Districts that it answers for; the city's id for the city's own troubles, and for districts that nobody else has. */
  readonly districtIds: readonly string[];
  readonly rosterId: string;
  readonly policyId: string;
}

export interface EscalationStep {
  /** After the step before it (the first: after the incident opened), when nobody acknowledged. */
  readonly afterSeconds: number;
  /** `on-call` of the team's roster, or people by id. */
  readonly tell: readonly string[];
  /** Channels by kind that this step uses; undefined: each person's first way. */
  readonly by: readonly ChannelKind[] | undefined;
}

export interface EscalationSettings {
  readonly id: string;
  readonly severities: readonly IncidentSeverity[];
  readonly steps: readonly EscalationStep[];
  /** The whole begins again so often when nobody acknowledged, each time so long after its last step. */
  readonly repeats: number;
  readonly repeatAfterSeconds: number;
  /** One that is still open so long after it was acknowledged, or after the last step, is told again from the first step. */
  readonly repageSeconds: number | undefined;
}

/** Own words of a channel to people, printers and logs, by the reader's language. */
export type ChannelTemplates = Readonly<Partial<Record<'zh-CN' | 'en', OwnWords>>>;

interface ChannelCommon {
  readonly id: string;
  readonly templates?: ChannelTemplates;
  /** Sent in a minute, at most. */
  readonly perMinute: number;
  readonly timeoutSeconds: number;
  /** Tries of one page, at most; waits double from 1 s. */
  readonly attempts: number;
  /** The channel that takes over a page which this one could not send. */
  readonly otherwiseId: string | undefined;
  /** Of channels to systems: incidents of these severities. */
  readonly severities: readonly IncidentSeverity[];
}

export interface SmtpSettings extends ChannelCommon {
  readonly kind: 'smtp';
  readonly host: string;
  readonly port: number;
  readonly security: 'none' | 'starttls' | 'smtps';
  /** PEM; undefined: the system's authorities. */
  readonly authority: string | undefined;
  readonly serverName: string | undefined;
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly from: string;
  /** Where the mail server hands over answers to `from`; undefined: answers acknowledge nothing. */
  readonly answers: { readonly host: string; readonly port: number } | undefined;
}

/** Short messages by a GSM modem that takes AT commands. */
export interface SmsSettings extends ChannelCommon {
  readonly kind: 'sms';
  /** A TCP port that carries its octets as they are, or a serial device of this machine. */
  readonly modem: { readonly host: string; readonly port: number } | { readonly device: string; readonly baud: number };
  readonly pin: string | undefined;
  /** Telephone number of the service centre; undefined: the one that the SIM knows. */
  readonly centre: string | undefined;
  /** Calling code of numbers that are written without one: `86`. */
  readonly country: string;
  /** Parts of one message, at most. */
  readonly parts: number;
  /** Whether delivery reports are asked for. */
  readonly reports: boolean;
}

/** Calls by a SIP server, over UDP. */
export interface VoiceSettings extends ChannelCommon {
  readonly kind: 'voice';
  readonly host: string;
  readonly port: number;
  /** Whom the server knows us as: also the caller's number. */
  readonly user: string;
  readonly password: string | undefined;
  /** Of addresses; undefined: the host. */
  readonly domain: string | undefined;
  /** Calls at the same time. */
  readonly lines: number;
  readonly ringSeconds: number;
  /** How often the announcement is played in one call. */
  readonly repeats: number;
  /** WAV files for machines without espeak-ng. */
  readonly recordings: Readonly<Partial<Record<'zh-CN' | 'en', string>>>;
}

export interface SyslogSettings extends ChannelCommon {
  readonly kind: 'syslog';
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  readonly authority: string | undefined;
  readonly serverName: string | undefined;
  /** RFC 5424, 6.2.1: 0 to 23. */
  readonly facility: number;
}

export interface WebhookChannelSettings extends ChannelCommon {
  readonly kind: 'webhook';
  readonly url: string;
  readonly secret: string;
}

/** Notifications of FANGZHOU-MIB. */
export interface SnmpChannelSettings extends ChannelCommon {
  readonly kind: 'snmp';
  readonly host: string;
  readonly port: number;
  readonly credential: SnmpCredential;
  /** An inform is acknowledged by its receiver; a trap is not, and can only be sent by v2c. */
  readonly inform: boolean;
}

/** A printer that takes PDF by IPP. */
export interface PrinterSettings extends ChannelCommon {
  readonly kind: 'printer';
  /** `ipp://` or `ipps://`, host, and path. */
  readonly url: string;
  /** PEM; undefined: the system's authorities. */
  readonly authority: string | undefined;
}

export interface AlertmanagerSettings extends ChannelCommon {
  readonly kind: 'alertmanager';
  /** Without `/api/v2/alerts`. */
  readonly url: string;
}

export type ChannelSettings =
  | SmtpSettings
  | SmsSettings
  | VoiceSettings
  | SyslogSettings
  | WebhookChannelSettings
  | SnmpChannelSettings
  | AlertmanagerSettings
  | PrinterSettings;

export interface PagingSettings {
  readonly people: readonly PersonSettings[];
  readonly teams: readonly TeamSettings[];
  readonly rosters: readonly RosterSettings[];
  readonly policies: readonly EscalationSettings[];
  readonly channels: readonly ChannelSettings[];
  /** Where people reach this page: begins links in messages. Undefined: messages have none. */
  readonly url: string | undefined;
  /** How long a link that acknowledges without a login is good. */
  readonly linkSeconds: number;
  /** A gap of a roster is an incident so long before it comes. */
  readonly gapAheadSeconds: number;
  /** One person gets so many messages in so much time on their own; what comes beyond comes together, in summaries. */
  readonly stormPages: number;
  readonly stormSeconds: number;
}

/** Nobody is told, as where nothing of it is declared. */
export const noPaging: PagingSettings = {
  ...{ people: [], teams: [], rosters: [], policies: [], channels: [], url: undefined },
  ...{ linkSeconds: 86_400, gapAheadSeconds: 604_800, stormPages: 10, stormSeconds: 600 },
};

/** `services:` in fangzhou.yaml, typed: how business services are tried, what the business itself counts, and from where. */

export const probeKinds = [
  'http',
  'tls',
  'tcp',
  'icmp',
  'dns',
  'ntp',
  'ldap',
  'smtp',
  'postgresql',
  'mysql',
  'sip',
  'rtsp',
  'h323',
  'exec',
] as const;
export type ProbeKind = (typeof probeKinds)[number];

/** Where a try spends its time. A kind of probe has those that it can tell apart; `total` is from the first to the last. */
export const probePhases = ['resolve', 'connect', 'tls', 'login', 'first-byte', 'answer', 'total'] as const;
export type ProbePhase = (typeof probePhases)[number];

/** What must hold of an answer. */
export type Assertion =
  | { readonly on: 'status'; readonly in: readonly number[] }
  | { readonly on: 'header'; readonly name: string; readonly matches: RegExp }
  | { readonly on: 'text'; readonly matches: RegExp; readonly isForbidden: boolean }
  | {
      /** RFC 9535. */
      readonly on: 'json';
      readonly path: string;
      readonly equals?: string | number | boolean | null;
      readonly least?: number;
      readonly most?: number;
    };

/** How a person would log in; cookies are kept for the steps after it. */
export interface ProbeLogin {
  /**
   * `form`: a form on the page itself. `cas`, `oidc`: the service sends to a provider that shows a form and sends back, by CAS
   * protocol 3.0 or OpenID Connect Core's authorization code flow. Hidden fields of a form are sent along.
   */
  readonly by: 'form' | 'cas' | 'oidc';
  /** The service's own page; with `cas` and `oidc` a protected one: the way to the provider and back is followed. */
  readonly url: string;
  /** Host of the provider, which alone is given the password; undefined: whoever the service sends to. With `form` it is the service's own. */
  readonly provider: string | undefined;
  /** Names of the form's fields; undefined: the first password field, and the last text field before it. */
  readonly userField: string | undefined;
  readonly passwordField: string | undefined;
  readonly user: string;
  readonly password: string;
  /** Of the page after the login; without any, it must not ask for the password again. */
  readonly success: readonly Assertion[];
}

export interface HttpStep {
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names of those headers whose values are secrets. */
  readonly secretHeaders: readonly string[];
  readonly body: string | undefined;
  /** Redirects followed at most; 0: none. */
  readonly redirects: number;
  readonly assertions: readonly Assertion[];
}

interface ProbeCommon {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Of services.csv; undefined for what is not a business system (mail, time, names, video conference). */
  readonly serviceId: string | undefined;
  readonly periodSeconds: number;
  /** For one try as a whole. */
  readonly timeoutMs: number;
  /** Further tries before it counts as bad. */
  readonly retries: number;
  /** Longer than this in a phase is `slow`, not bad. Milliseconds. */
  readonly budgetsMs: Readonly<Partial<Record<ProbePhase, number>>>;
  /** `hub`, or ids of light collectors. */
  readonly from: readonly string[];
}

/** `authority`: certificates (PEM) that are believed in place of the system's; passwords are resolved at the door, never logged or returned. */
interface Tls {
  readonly authority: string | undefined;
  /** The name asked for, where it is not the host's. */
  readonly serverName: string | undefined;
  /** Neither the certificate nor an old version of TLS is judged: a `tls` probe does that. */
  readonly insecure: boolean;
}

interface SqlAsk extends Partial<Tls> {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly tls: 'off' | 'verify' | 'unverified';
  /** One statement, sent in a read-only transaction. */
  readonly statement: string;
  readonly leastRows: number;
  readonly mostRows: number;
  /** First column of the first row must match. */
  readonly firstValue: RegExp | undefined;
}

export type ProbeSettings = ProbeCommon &
  (
    | ({ readonly kind: 'http'; readonly login: ProbeLogin | undefined; readonly steps: readonly HttpStep[] } & Tls)
    | ({
        readonly kind: 'tls';
        readonly host: string;
        readonly port: number;
        readonly startTls: 'smtp' | 'ldap' | undefined;
        /** A certificate that ends earlier than this is `slow` (warned of), one that has ended is bad. */
        readonly warnDays: number;
        readonly leastVersion: 'TLSv1.2' | 'TLSv1.3';
      } & Tls)
    | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly expect: RegExp | undefined }
    | { readonly kind: 'icmp'; readonly host: string; readonly count: number; readonly mostLoss: number }
    | {
        readonly kind: 'dns';
        readonly host: string;
        readonly port: number;
        readonly name: string;
        readonly type: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'TXT' | 'SRV' | 'SOA' | 'NS' | 'PTR';
        /** Each must be among the answers. */
        readonly expect: readonly string[];
      }
    | {
        readonly kind: 'ntp';
        readonly host: string;
        readonly port: number;
        readonly mostOffsetMs: number;
        readonly mostStratum: number;
      }
    | ({
        readonly kind: 'ldap';
        readonly host: string;
        readonly port: number;
        readonly security: 'ldaps' | 'starttls' | 'none';
        readonly bindDn: string | undefined;
        readonly password: string | undefined;
        readonly baseDn: string;
        readonly filter: string;
        readonly leastEntries: number;
      } & Tls)
    | ({
        readonly kind: 'smtp';
        readonly host: string;
        readonly port: number;
        readonly security: 'smtps' | 'starttls' | 'none';
        readonly user: string | undefined;
        readonly password: string | undefined;
      } & Tls)
    | ({ readonly kind: 'postgresql' } & SqlAsk)
    | ({ readonly kind: 'mysql' } & SqlAsk)
    | { readonly kind: 'sip'; readonly host: string; readonly port: number; readonly transport: 'udp' | 'tcp' }
    | { readonly kind: 'rtsp'; readonly host: string; readonly port: number; readonly path: string }
    | { readonly kind: 'h323'; readonly host: string; readonly port: number }
    | {
        /** Nagios plugin contract: exit code and performance data; run without a shell. */
        readonly kind: 'exec';
        readonly command: string;
        readonly arguments: readonly string[];
        /** Set for the program beside PATH; secrets are handed over this way. */
        readonly environment: Readonly<Record<string, string>>;
      }
  );

/** A count of the business itself, read without changing anything. */
export interface BusinessFigureSettings {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly serviceId: string | undefined;
  readonly unit: string;
  readonly periodSeconds: number;
  readonly timeoutMs: number;
  readonly from: string;
  readonly source:
    | ({ readonly kind: 'postgresql' | 'mysql' } & Omit<SqlAsk, 'leastRows' | 'mostRows' | 'firstValue'>)
    | ({
        readonly kind: 'json';
        readonly url: string;
        readonly path: string;
        readonly login: ProbeLogin | undefined;
      } & Tls);
  /** `time`: the value is a time (epoch or ISO 8601) and what counts is its age in seconds. */
  readonly valueIs: 'number' | 'time';
  readonly most: number | undefined;
  readonly least: number | undefined;
  /** "No payment since 10:00 on a working day": no change for so long within service hours is a finding. */
  readonly quietSeconds: number | undefined;
  /** Judged on working days from this wall time of the city on, `HH:MM`; undefined: always. */
  readonly workingFrom: string | undefined;
  readonly workingTo: string | undefined;
}

export interface ServicesSettings {
  readonly probes: readonly ProbeSettings[];
  readonly figures: readonly BusinessFigureSettings[];
  /** Probes at the same time, at most. */
  readonly concurrency: number;
}

/** Bounds of what may be declared and of what is read. */
export const serviceBounds = {
  probes: 5_000,
  figures: 500,
  steps: 20,
  assertions: 50,
  redirects: 20,
  answerBytes: 1_048_576,
  textCharacters: 2_000,
  patternCharacters: 500,
  /** A pattern that needs longer on an answer is given up; on a busy machine the smallest takes a tenth of that. */
  patternMs: 500,
  /** After so many times it is not tried any more. */
  patternTries: 3,
  /** Between two tries. */
  retryPauseMs: 1_000,
  words: 64,
} as const;

/** Facilities and severities by their numbers (RFC 5424 section 6.2.1). */
export const facilities = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;
export type Facility = (typeof facilities)[number];

export const severities = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'informational',
  'debug',
] as const;
export type SyslogSeverity = (typeof severities)[number];

/** What a syslog message says, whoever wrote it and however. */
export interface SyslogMessage {
  /** `rfc5424`, or `bsd` for everything older: RFC 3164 and the makers' dialects of it. */
  readonly format: 'rfc5424' | 'bsd';
  readonly facility: Facility;
  readonly severity: SyslogSeverity;
  /** The sender's own time, UTC ISO 8601 where it says its zone, as written where it does not. */
  readonly sentAt: string | undefined;
  readonly host: string | undefined;
  readonly app: string | undefined;
  readonly procId: string | undefined;
  readonly messageId: string | undefined;
  /** Structured data as written. */
  readonly data: string | undefined;
  readonly text: string;
}

/** Why a message is not as it should be. It is kept all the same, as far as it could be read. */
export const syslogFaults = [
  'empty',
  'no-priority',
  'bad-priority',
  'bad-header',
  'bad-time',
  'too-long',
  'bad-frame',
] as const;
export type SyslogFault = (typeof syslogFaults)[number];

/** A message, or what is wrong with it and what could be read nevertheless. */
export type SyslogReading =
  | { readonly ok: true; readonly message: SyslogMessage }
  | {
      readonly ok: false;
      readonly fault: SyslogFault;
      /** Octet at which it stops being a syslog message. */
      readonly octet: number;
      readonly detail: string;
      readonly message: SyslogMessage | undefined;
    };

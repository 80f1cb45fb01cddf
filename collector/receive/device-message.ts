import type { EpochMs } from '../../core/index.ts';
import type { Facility, SyslogSeverity } from '../syslog/syslog-message.ts';

/** What a message says about a port or the whole device. A hint alone never makes a state: it is why the device is asked at once. */
export interface LinkHint {
  readonly word: 'down' | 'up' | 'restarted';
  /** The port, as far as the message names it. */
  readonly ifIndex?: number;
  readonly interfaceName?: string;
}

/** One message of a device as it is kept and shown. */
export interface DeviceMessage {
  readonly deviceId: string;
  /** When it came; what the device's own clock said stands in `text` or nowhere. */
  readonly at: EpochMs;
  /** `suppressed`: so many more came than were looked at. */
  readonly kind: 'trap' | 'inform' | 'syslog' | 'suppressed';
  /** Address and port that it came from. */
  readonly from: string;
  /** `udp`, `tcp`, `tls` of syslog; the SNMP version of a trap. */
  readonly via: string;
  /** A trap's name, or its OID; the program of a syslog message. */
  readonly name: string;
  readonly facility?: Facility;
  readonly severity?: SyslogSeverity;
  readonly text: string;
  readonly hint?: LinkHint;
  /** How often the same came again; more than 0 only in the entry that ends a series of repetitions, or of suppressed ones. */
  readonly repeats: number;
}

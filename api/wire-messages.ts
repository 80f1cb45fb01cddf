/** The shapes of what devices send by themselves, as they cross the wire; see `wire.ts`. */

/** One trap, inform or syslog message of a device; newest first at /devices/:id/messages. */
export interface WireMessage {
  readonly id: string;
  readonly at: string;
  /** `suppressed`: `repeats` more came than are looked at. */
  readonly kind: 'trap' | 'inform' | 'syslog' | 'suppressed';
  readonly from: string;
  /** The SNMP version, or the transport of syslog. */
  readonly via: string;
  readonly name: string;
  readonly facility: string | null;
  readonly severity: string | null;
  readonly text: string;
  /** What it says of a port or of the device; it is polled at once then. */
  readonly hint: { readonly word: 'down' | 'up' | 'restarted'; readonly interfaceName: string | null } | null;
  /** In the entry that ends a series: how often the same came again. */
  readonly repeats: number;
}

/** A page of messages; there is no total, because they are looked through as far as the page needs. */
export interface WireMessages {
  readonly items: readonly WireMessage[];
  readonly next: string | null;
}

/** GET /receivers: what is heard, and what was refused. */
export interface WireReceivers {
  readonly listening: readonly string[];
  readonly traps: readonly { readonly version: string; readonly outcome: string; readonly count: number }[];
  readonly syslog: readonly { readonly transport: string; readonly outcome: string; readonly count: number }[];
  /** By source (a device, or a stranger's address; `*` all that have no count of their own) and reason. */
  readonly refused: readonly {
    readonly source: string;
    readonly reason: string;
    readonly count: number;
    readonly firstAt: string;
    readonly lastAt: string;
    readonly detail: string;
  }[];
}

/** The shapes of findings and of the topology, by the same rules as `wire.ts`. */
import type { Message } from '../core/index.ts';

/** GET /findings: what is seen and is not as declared. */
export interface WireFinding {
  readonly id: string;
  readonly kind:
    | 'new-device'
    | 'foreign-mac'
    | 'replaced-device'
    | 'moved-cable'
    | 'renamed-interface'
    | 'undeclared-link'
    | 'misplaced-terminal';
  readonly status: 'open' | 'accepted' | 'rejected' | 'cleared';
  readonly element: { readonly kind: 'device' | 'interface' | 'link' | 'terminal'; readonly id: string };
  readonly summary: Message;
  readonly remedy: Message;
  /** Empty where nothing is declared. */
  readonly declared: string;
  readonly observed: string;
  /** `memory`: the inventory is silent, and it was seen otherwise before. */
  readonly against: 'inventory' | 'memory';
  /** Newest first. */
  readonly evidence: readonly {
    readonly deviceId: string;
    readonly what: 'lldp' | 'bridge' | 'entity' | 'interfaces';
    readonly value: string;
    readonly at: string;
  }[];
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly clearedAt: string | null;
  readonly decision: {
    readonly verdict: 'accepted' | 'rejected';
    readonly by: string;
    readonly reason: string;
    readonly at: string;
  } | null;
}

/** GET /findings/:id, and the answer of POST /findings/:id/accept and /reject `{reason}`. */
export interface WireFindingDetail extends WireFinding {
  /** The lines of the inventory that would have to change; a person changes them, Fangzhou never does. */
  readonly proposal: readonly {
    readonly file: string;
    /** 0: a line to be added. */
    readonly line: number;
    readonly before: string;
    readonly after: string;
    /** What was chosen, and what a person must still write or settle. */
    readonly notes: readonly Message[];
  }[];
  /** Oldest first. */
  readonly history: readonly {
    readonly at: string;
    readonly what: 'seen' | 'seen-again' | 'changed' | 'accepted' | 'rejected' | 'cleared';
    readonly observed: string;
    readonly by: string | null;
    readonly reason: string | null;
  }[];
}

export interface WirePort {
  readonly deviceId: string;
  /** Null where only the device can be told. */
  readonly port: string | null;
}

/** GET /topology: cables as declared and as LLDP and forwarding tables tell them, one picture. */
export interface WireTopology {
  readonly at: string;
  /** Devices that have been asked for their neighbours; before all have, strangers are not judged. */
  readonly asked: number;
  readonly agents: number;
  readonly devices: readonly {
    readonly id: string;
    readonly kind: string;
    readonly districtId: string;
    readonly pointId: string | null;
  }[];
  readonly cables: readonly {
    readonly id: string;
    readonly a: WirePort;
    readonly b: WirePort;
    /** `both`: declared and seen; `declared`: not seen; `observed`: not declared. */
    readonly mark: 'both' | 'declared' | 'observed';
    readonly linkId: string | null;
    readonly sources: readonly ('lldp' | 'bridge')[];
    readonly observedAt: string | null;
    readonly findingId: string | null;
  }[];
  /** Machines at ports that nobody declared. */
  readonly strangers: readonly { readonly at: WirePort; readonly name: string; readonly findingId: string }[];
}

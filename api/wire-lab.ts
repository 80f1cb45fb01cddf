/** The shapes of what can be broken in the lab: its network, isolation, pairs and backups; by the same rules as `wire.ts`. */

/** Lab only: GET /lab/faults lists, POST injects `{kind, target}`, DELETE /lab/faults/:id repairs one, DELETE /lab/faults all. */
export interface WireLabFault {
  readonly id: string;
  readonly kind:
    | 'cut'
    | 'unidirectional'
    | 'saturate'
    | 'errors'
    | 'move-cable'
    | 'slow'
    | 'silent'
    | 'down'
    | 'reboot'
    | 'swap'
    | 'replace'
    | 'foreign';
  /** A link's id, a device's, or `device/interface`. */
  readonly target: string;
  readonly since: string;
}

/** GET /lab/violations/kinds: what can be broken, in the order of the checks that find it. */
export interface WireViolationKind {
  readonly kind: string;
  /** The check that must find it: `ISO-05`. */
  readonly check: string;
  readonly on: 'device' | 'port';
  /** What it does, in the language of the request. */
  readonly title: string;
  /** As on the command line: `radio DEVICE [4g|ppp|wlan]`. */
  readonly usage: string;
  readonly detail: 'none' | 'optional' | 'required';
  /** The words that the detail may be; empty where it is free. */
  readonly choices: readonly string[];
}

/** GET /lab/violations/kinds/:kind/places: where it can be done. */
export interface WireViolationPlace {
  readonly deviceId: string;
  /** Empty where it is done to the device as a whole. */
  readonly ports: readonly string[];
}

/** GET /lab/violations lists those in force, POST `{kind, target, detail?}` does one, DELETE /lab/violations/:id takes it back. */
export interface WireViolation {
  readonly id: string;
  readonly kind: string;
  readonly check: string;
  /** A device, or `device/interface`. */
  readonly target: string;
  readonly detail: string;
  /** In the language of the request. */
  readonly text: string;
  readonly since: string;
}

/** GET /lab/troubles/kinds: what can happen to hot-standby pairs and backups, in the order of the checks that find it. */
export interface WireTroubleKind {
  readonly kind: string;
  readonly about: 'pair' | 'backup';
  /** The check that must find it: `FO-02`, `BA-14`. */
  readonly check: string;
  /** What it does, in the language of the request. */
  readonly title: string;
  /** As on the command line: `dual-holder PAIR`. */
  readonly usage: string;
  /** It happens and is over: it is never in force. */
  readonly passes: boolean;
  /** Pairs, offices or districts that it can happen to. */
  readonly targets: readonly string[];
}

/** GET /lab/troubles lists those in force, POST `{kind, target}` does one, DELETE /lab/troubles/:id takes it back. */
export type WireTrouble = Omit<WireViolation, 'detail'>;

import type { EpochMs, Message } from '../../core/index.ts';

/** Ways out that are tried, in the order of the catalogue: ISO-30, 31, 32, 33, 33, 34, 35. */
export const canaryProtocols = ['icmp', 'tcp', 'dns', 'http', 'ntp', 'traceroute', 'spoofed'] as const;
export type CanaryProtocol = (typeof canaryProtocols)[number];

/** Where one probe goes. What a protocol does not need is left out. */
export interface CanaryTarget {
  /** An address, never a name: a name that does not resolve means that nothing was tried. */
  readonly address: string;
  /** TCP, HTTP, DNS and NTP. */
  readonly port: number;
  /** DNS: the zone that the nonce is asked in; a control asks for the name itself. */
  readonly name?: string;
}

/** What one packet or connection met. */
export interface CanaryAnswer {
  /**
   * `proved`: an answer that only the target can have made (its signature over our nonce, or our own payload that came back).
   * `answered`: somebody answered. `refused`: somebody said no, `from` says who. `silent`: nothing came in time.
   * `not-run`: nothing was sent, so nothing is known.
   */
  readonly outcome: 'proved' | 'answered' | 'refused' | 'silent' | 'not-run';
  /** Who answered or refused, where that can be told. */
  readonly from?: string;
  /** Addresses on the way, of a traceroute. */
  readonly hops?: readonly string[];
  readonly detail: Message;
}

export interface CanaryTry {
  readonly target: CanaryTarget;
  /** 16 octets in hex. */
  readonly nonce: string;
  readonly timeoutMs: number;
  /** Checks the token of an answer; undefined where the target signs nothing. */
  readonly isSigned?: ((nonce: string, token: string) => boolean) | undefined;
  /** Spoofed probes only: the sender's address that is claimed. */
  readonly claimed?: string;
}

/** Sends one probe and tells what it met. Never rejects. */
export type CanaryProbe = (probe: CanaryTry) => Promise<CanaryAnswer>;

/** One way out with its control, as it was tried. */
export interface CanaryResult {
  readonly protocol: CanaryProtocol;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly targetId: string;
  readonly target: CanaryTarget;
  readonly nonce: string;
  readonly answer: CanaryAnswer;
  readonly control: { readonly target: string; readonly answer: CanaryAnswer } | undefined;
}

/** Every bound of the canaries. */
export const canaryBounds = {
  /** Of what an outside tool may print. */
  toolOutputBytes: 65_536,
  /** Of one answer over TCP or HTTP. */
  answerBytes: 4_096,
  /** Routers that a traceroute goes through, at most. */
  hops: 16,
  /** Spoofed probes of one run. */
  spoofedTargets: 4_096,
  /** Outside targets. */
  targets: 16,
} as const;

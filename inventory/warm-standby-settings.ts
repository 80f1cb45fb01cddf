/** `warm_standby:` in fangzhou.yaml, typed: a second machine that follows this one's data; the same section on both. */
export interface WarmStandbySettings {
  /** The shared key, resolved at the door; never logged, stored or returned. */
  readonly key: string;
  /** URL of the other side: its `fangzhou standby follow`, or its server; undefined: not asked. */
  readonly peer: string | undefined;
  /** How this machine calls itself in front of the other. */
  readonly name: string | undefined;
  /** A standby that was not heard for so long is an incident. */
  readonly silentAfterSeconds: number;
  /** So is one whose oldest missing change is so old. */
  readonly behindAfterSeconds: number;
  /** Changes kept on disk for a standby that was away. */
  readonly keptBytes: number;
}

import type { EpochMs, Message } from '../../core/index.ts';

export const elementKinds = ['point', 'link', 'device', 'interface', 'pair', 'district'] as const;
export type ElementKind = (typeof elementKinds)[number];

/** Words, never numbers. `unknown` is a state of its own: nothing is green because nobody looked. */
export type StateWord = 'up' | 'degraded' | 'down' | 'unknown';

/** What a state rests on: which device said what, and when. */
export interface Evidence {
  readonly deviceId: string;
  /** `ge-1-1 operStatus` or `poll`. */
  readonly what: string;
  readonly value: string;
  readonly at: EpochMs;
}

/** The state of one element of the city, with its reason, its age and what it rests on. */
export interface ElementState {
  readonly kind: ElementKind;
  /** An interface's id is `<deviceId>/<name>`. */
  readonly id: string;
  readonly state: StateWord;
  readonly reason: Message;
  /** The dead element on the path when the state is `unknown` because of it: `{kind: 'link', id: 'F23'}`. */
  readonly behind?: readonly ElementRef[];
  readonly since: EpochMs;
  /** Time of the newest observation it rests on; 0 when none. */
  readonly observedAt: EpochMs;
  readonly evidence: readonly Evidence[];
}

export interface ElementRef {
  readonly kind: ElementKind;
  readonly id: string;
}

/** One change of state: what it was and what it is. */
export interface StateChange {
  readonly before: ElementState | undefined;
  readonly after: ElementState;
}

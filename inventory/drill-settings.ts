/** `drills:` in fangzhou.yaml, typed: how a switchover of a hot-standby pair is rehearsed, step by step. */
import type { HostPair } from './model.ts';

export const drillStepKinds = [
  'check-readiness',
  'announce-maintenance',
  'act',
  'observe',
  'verify-services',
  'fall-back',
  'report',
] as const;
export type DrillStepKind = (typeof drillStepKinds)[number];

/** Words for people, in both languages of the product. */
export interface DrillText {
  readonly zh: string;
  readonly en: string;
}

/** Who changes something: a person by hand, or a declared command on the member that is active or standing by then. */
export type DrillAct =
  | { readonly by: 'operator' }
  | { readonly by: 'command'; readonly command: string; readonly on: 'active' | 'standby' };

/** `switched`: the other member is the active one; `returned`: the one from before is; `paired`: one active, one standby. */
export const drillGoals = ['switched', 'returned', 'paired'] as const;
export type DrillGoal = (typeof drillGoals)[number];

export type DrillStep = { readonly text: DrillText | undefined; readonly timeoutSeconds: number } & (
  | { readonly kind: 'check-readiness'; readonly least: 'ready' | 'at-risk' }
  | { readonly kind: 'announce-maintenance' }
  | ({ readonly kind: 'act' | 'fall-back' } & DrillAct)
  | { readonly kind: 'observe'; readonly until: DrillGoal }
  | { readonly kind: 'verify-services'; readonly goodSeconds: number }
  | { readonly kind: 'report' }
);

export interface DrillProcedure {
  readonly id: string;
  readonly title: DrillText;
  /** Engines (`standby` in host-pairs.csv) that it is written for. */
  readonly standby: readonly HostPair['standby'][];
  readonly steps: readonly DrillStep[];
}

/** What may be run on one member, exactly as it stands here; nothing is ever put into it. */
export interface DrillCommand {
  /** Procedures call it so; the same name on both members of a pair. */
  readonly name: string;
  readonly deviceId: string;
  /** Undefined: the device's own address. */
  readonly host: string | undefined;
  readonly port: number;
  readonly user: string;
  /** Files that ssh itself reads: a private key, and the host keys that are believed. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly command: string;
  readonly timeoutSeconds: number;
}

export interface DrillsSettings {
  readonly procedures: readonly DrillProcedure[];
  readonly commands: readonly DrillCommand[];
}

/** Bounds of what may be declared. */
export const drillBounds = { procedures: 100, steps: 40, commands: 500, files: 100, textCharacters: 2_000 } as const;

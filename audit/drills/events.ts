/** What can happen to a drill, and what follows from it. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';
import type { CommandOutput, DrillResult, PairDrill, PairView } from './model.ts';

export type DrillEvent =
  | { readonly what: 'propose'; readonly at: EpochMs; readonly proposalId: string }
  | {
      readonly what: 'approve';
      readonly at: EpochMs;
      readonly by: Actor;
      readonly proposalId: string;
      readonly digest: string;
    }
  | { readonly what: 'drop'; readonly at: EpochMs; readonly proposalId: string; readonly to: 'rejected' | 'planned' }
  | { readonly what: 'cancel'; readonly at: EpochMs; readonly by: Actor }
  /** `digest`: of what is declared now. */
  | {
      readonly what: 'begin';
      readonly at: EpochMs;
      readonly by: Actor;
      readonly digest: string;
      readonly view: PairView;
    }
  | { readonly what: 'look'; readonly at: EpochMs; readonly view: PairView }
  /** The operator says: I act now. */
  | {
      readonly what: 'confirm';
      readonly at: EpochMs;
      readonly by: Actor;
      readonly note: string;
      readonly view: PairView;
    }
  | {
      readonly what: 'command-ended';
      readonly at: EpochMs;
      readonly index: number;
      readonly output: CommandOutput;
      readonly view: PairView;
    }
  | { readonly what: 'stop'; readonly at: EpochMs; readonly by: Actor; readonly note: string }
  /** How an aborted drill leaves the pair: by the declared command, by hand, or as it is. */
  | {
      readonly what: 'fall-back';
      readonly at: EpochMs;
      readonly choice: 'command' | 'done' | 'leave';
      readonly by: Actor;
      readonly note: string;
      readonly view: PairView;
    }
  /** Fangzhou was started again. */
  | { readonly what: 'restarted'; readonly at: EpochMs }
  | { readonly what: 'measured'; readonly at: EpochMs; readonly result: DrillResult }
  | { readonly what: 'reported'; readonly at: EpochMs; readonly reportId: string };

export type DrillEffect =
  | { readonly what: 'record'; readonly of: string; readonly index?: number }
  | { readonly what: 'run'; readonly index: number; readonly command: string; readonly deviceId: string }
  | { readonly what: 'stop-command' }
  | { readonly what: 'measure' };

export type DrillAnswer =
  | { readonly ok: true; readonly drill: PairDrill; readonly effects: readonly DrillEffect[] }
  | { readonly ok: false; readonly reason: Message };

import type { Clock } from '../../core/index.ts';
import type { Counts } from './counts.ts';
import type { LinkHint } from './device-message.ts';
import type { Gate } from './gate.ts';
import type { MessageKeeper } from './keeper.ts';
import type { Sources } from './sources.ts';

/** What every receiver works with. */
export interface ReceiverContext {
  readonly clock: Clock;
  /** Another object after each reload. */
  readonly sources: () => Sources;
  readonly gate: Gate;
  readonly keeper: MessageKeeper;
  /** Traps by version and outcome, syslog messages by transport and outcome. */
  readonly counts: { readonly traps: Counts; readonly syslog: Counts };
  /** Counts a refusal and, the first time, says so. */
  readonly refused: (source: string, reason: string, detail: string) => void;
  /** A device may have changed: it is to be asked at once. Undefined: nobody knows how. */
  readonly hint: (deviceId: string, hint: LinkHint | undefined) => void;
}

import type { Notice } from '../notifier.ts';

/** Whether a notice may go out: given where two instances share the sending, so that nothing is sent twice and nothing by nobody. */
export interface SendGate {
  /** `sent`: the other one already did. `wait`: it cannot be told now, or is not ours to send. Never rejects. */
  ask(notice: Notice): Promise<'send' | 'sent' | 'wait'>;
  /** Records that it went out. Never rejects. */
  sent(notice: Notice): Promise<void>;
}

/** Asked again so long after a `wait`. */
export const gateWaitMs = 500;

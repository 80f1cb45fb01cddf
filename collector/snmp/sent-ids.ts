import type { FaultReason } from '../observation.ts';

/** Ids whose late or doubled answers are still recognised, per session. */
const rememberedIds = 64;

/** What an incoming id turns out to be: the answer to a call, or something to count. */
export type IdVerdict<Call> =
  | { readonly call: Call }
  | { readonly call?: undefined; readonly reason: FaultReason; readonly detail: string };

/** Remembers which ids were sent for which call, so that each is answered once and only while somebody waits. */
export class SentIds<Call extends { readonly settled: boolean }> {
  readonly #sent = new Map<number, { readonly call: Call; answered: boolean }>();

  remember(id: number, call: Call): void {
    this.#sent.delete(id);
    this.#sent.set(id, { call, answered: false });
    if (this.#sent.size <= rememberedIds) return;
    const oldest = this.#sent.keys().next().value;
    if (oldest !== undefined) this.#sent.delete(oldest);
  }

  callOf(id: number): Call | undefined {
    return this.#sent.get(id)?.call;
  }

  /** Judges an answer by its id and counts it as answered. */
  answer(id: number | undefined): IdVerdict<Call> {
    if (id === undefined) return { reason: 'malformed', detail: 'a datagram that is no SNMP message' };
    const sent = this.#sent.get(id);
    if (sent === undefined) return { reason: 'wrong-request-id', detail: 'an answer to a request that we never sent' };
    if (sent.answered) return { reason: 'duplicate-response', detail: 'an answer came twice' };
    sent.answered = true;
    if (sent.call.settled) return { reason: 'late-response', detail: 'an answer came after its time was up' };
    return { call: sent.call };
  }
}

import type { Clock } from '../../core/index.ts';
import type { ExchangeRequest, WireTransport } from '../snmp/wire/transport.ts';

/**
 * A transport that sends no more than so many messages a second, evenly, whoever asks. Requests wait for their turn; each
 * must ask for no repetition of its own (`retries` 0), as those would pass uncounted. Closing ends those that wait.
 */
export function pacedTransport(
  inner: WireTransport,
  { clock, perSecond }: { readonly clock: Clock; readonly perSecond: number },
): WireTransport {
  /** Rounded up to a microsecond, so that a second never holds one more. */
  const gapMs = Math.ceil(1_000_000 / perSecond) / 1000;
  const waiting: ExchangeRequest[] = [];
  let nextAt = Number.NEGATIVE_INFINITY;
  let timer = false;
  let closed = false;

  function turn(): void {
    timer = false;
    const now = clock.monotonicMs();
    if (closed || waiting.length === 0) return;
    if (now < nextAt) {
      wait(nextAt - now);
      return;
    }
    const request = waiting.shift();
    // A late turn is not made up for: the gap is kept, never shortened.
    nextAt = Math.max(nextAt + gapMs, now + gapMs);
    if (request !== undefined) inner.start(request);
    if (waiting.length > 0) wait(nextAt - now);
  }

  function wait(ms: number): void {
    if (timer) return;
    timer = true;
    clock.after(ms, turn);
  }

  return {
    attach: (peer) => inner.attach(peer),
    detach(peer) {
      for (const request of waiting.filter((each) => each.peer === peer)) {
        waiting.splice(waiting.indexOf(request), 1);
        request.ended({ kind: 'closed' });
      }
      inner.detach(peer);
    },
    start(request) {
      if (closed) {
        request.ended({ kind: 'closed' });
        return;
      }
      waiting.push(request);
      if (!timer) turn();
    },
    get open() {
      return inner.open + waiting.length;
    },
    get strays() {
      return inner.strays;
    },
    close() {
      closed = true;
      for (const request of waiting.splice(0)) request.ended({ kind: 'closed' });
      inner.close();
    },
  };
}

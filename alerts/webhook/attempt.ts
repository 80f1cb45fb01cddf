import { type Clock, errorText } from '../../core/index.ts';

/** How one attempt ended. `retry` is false where trying again cannot help. */
export interface Attempt {
  readonly delivered: boolean;
  readonly retry: boolean;
  /** A status or an error code; never the address, which may carry a token. */
  readonly detail: string;
}

/** Answers that another attempt may change: too early, too many, timed out, and everything that the server calls its own fault. */
const passing = new Set([408, 425, 429]);

/** One POST. No redirect is followed, nothing of the answer's body is read, and it never takes longer than `timeoutMs`. */
export async function attemptPost(request: {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): Promise<Attempt> {
  const timeout = new AbortController();
  const cancel = request.clock.after(request.timeoutMs, () => timeout.abort());
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...request.headers },
      body: request.body,
      signal: AbortSignal.any([timeout.signal, request.signal]),
    });
    // The status is all that counts: an endless body is dropped unread.
    await response.body?.cancel().catch(() => {});
    const { status } = response;
    if (response.ok) return { delivered: true, retry: false, detail: String(status) };
    return { delivered: false, retry: status >= 500 || passing.has(status), detail: String(status) };
  } catch (thrown) {
    if (timeout.signal.aborted) return { delivered: false, retry: true, detail: 'timeout' };
    return { delivered: false, retry: true, detail: failureOf(thrown) };
  } finally {
    cancel();
  }
}

function failureOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return thrown instanceof TypeError ? 'request failed' : errorText(thrown).slice(0, 100);
}

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { oneAtATime } from './one-at-a-time.ts';
import { RequestFailed } from './rest.ts';

/** Where a request stands. While it is asked again, the last answer stays. */
export interface Asked<T> {
  readonly value: T | undefined;
  readonly failed: RequestFailed | undefined;
  readonly again: () => void;
}

/** Asks when the page opens and whenever `key` changes; the answer of an older key is dropped. */
export function useAsked<T>(key: string, request: () => Promise<T>): Asked<T> {
  const [held, setHeld] = useState<{ key: string; value?: T; failed?: RequestFailed }>({ key });
  const newest = useRef(request);
  newest.current = request;
  const ask = useRef(() => {});
  useEffect(() => {
    let wanted = true;
    ask.current = oneAtATime(async () => {
      if (!wanted) return;
      try {
        const value = await newest.current();
        if (wanted) setHeld({ key, value });
      } catch (thrown) {
        const failed = thrown instanceof RequestFailed ? thrown : new RequestFailed(0, '');
        if (wanted) setHeld((before) => (before.key === key ? { ...before, failed } : { key, failed }));
      }
    });
    ask.current();
    return () => {
      wanted = false;
    };
  }, [key]);
  const again = useCallback(() => ask.current(), []);
  const mine = held.key === key ? held : { key };
  return { value: mine.value, failed: mine.failed, again };
}

/** Runs `react` whenever `value` is another one than when the page was drawn before; not at first. */
export function useChange(value: unknown, react: () => void): void {
  const before = useRef(value);
  useLayoutEffect(() => {
    if (Object.is(before.current, value)) return;
    before.current = value;
    react();
  }, [value]);
}

/** Browser time, anew every `everyMs`; for ages and clocks. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

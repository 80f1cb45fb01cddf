import { useCallback, useEffect, useState } from 'preact/hooks';
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
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    request().then(
      (value) => wanted && setHeld({ key, value }),
      (thrown: unknown) => {
        const failed = thrown instanceof RequestFailed ? thrown : new RequestFailed(0, '');
        if (wanted) setHeld((before) => (before.key === key ? { ...before, failed } : { key, failed }));
      },
    );
    return () => {
      wanted = false;
    };
  }, [key, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const mine = held.key === key ? held : { key };
  return { value: mine.value, failed: mine.failed, again };
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

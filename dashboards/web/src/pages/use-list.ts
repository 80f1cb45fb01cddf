import { useEffect, useState } from 'preact/hooks';
import type { WirePage } from '../../../../api/wire.ts';
import { RequestFailed } from '../client/rest.ts';

/** A long list, read page by page as asked for. */
export interface List<T> {
  readonly items: readonly T[] | undefined;
  readonly total: number;
  readonly failed: RequestFailed | undefined;
  /** Undefined at the end. */
  readonly more: (() => void) | undefined;
  readonly again: () => void;
}

/** Starts anew whenever `key` changes. */
export function useList<T>(key: string, request: (cursor: string | undefined) => Promise<WirePage<T>>): List<T> {
  const [held, setHeld] = useState<{ key: string; items: readonly T[]; total: number; next: string | null }>();
  const [failed, setFailed] = useState<RequestFailed>();
  const [turn, setTurn] = useState(0);
  const load = (cursor: string | undefined, before: readonly T[], wanted: () => boolean) => {
    request(cursor).then(
      ({ items, total, next }) => {
        if (!wanted()) return;
        setFailed(undefined);
        setHeld({ key, items: [...before, ...items], total, next });
      },
      (thrown: unknown) => {
        if (wanted()) setFailed(thrown instanceof RequestFailed ? thrown : new RequestFailed(0, ''));
      },
    );
  };
  useEffect(() => {
    let current = true;
    load(undefined, [], () => current);
    return () => {
      current = false;
    };
  }, [key, turn]);
  // The rows of the last filter stay until those of the new one are there: nothing jumps.
  const next = held?.next ?? null;
  return {
    items: held?.items,
    total: held?.total ?? 0,
    failed,
    more: next === null || held?.key !== key ? undefined : () => load(next, held.items, () => true),
    again: () => setTurn((before) => before + 1),
  };
}

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { WirePage } from '../../../../api/wire.ts';
import { type ListReader, type Rows, readList } from '../client/list-reader.ts';
import type { RequestFailed } from '../client/rest.ts';

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
  const [held, setHeld] = useState<{ readonly key: string; readonly rows: Rows<T> }>();
  const [failed, setFailed] = useState<RequestFailed>();
  const reader = useRef<ListReader>(undefined);
  useEffect(() => {
    const show = (rows: Rows<T>) => {
      setFailed(undefined);
      setHeld({ key, rows });
    };
    const mine = readList({ request, show, fail: setFailed });
    reader.current = mine;
    return mine.stop;
  }, [key]);
  const again = useCallback(() => reader.current?.again(), []);
  // The rows of the last filter stay until those of the new one are there: nothing jumps.
  const isMore = held?.key === key && held.rows.isMore;
  return {
    items: held?.rows.items,
    total: held?.rows.total ?? 0,
    failed,
    more: isMore ? () => reader.current?.more() : undefined,
    again,
  };
}

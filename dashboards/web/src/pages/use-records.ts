import { useEffect, useState } from 'preact/hooks';
import type { WireLedgerRecord } from '../../../../api/wire.ts';
import { RequestFailed, rest } from '../client/rest.ts';

/** What is searched for; an empty text means anything. */
export interface RecordFilter {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  /** Instants, ISO 8601; recorded at or after, and before. */
  readonly from?: string;
  readonly to?: string;
}

export interface Records {
  readonly items: readonly WireLedgerRecord[] | undefined;
  readonly failed: RequestFailed | undefined;
  /** Searches on; undefined at the beginning of the ledger. */
  readonly more: (() => void) | undefined;
  readonly again: () => void;
}

const pageSize = 50;

/** Searches the ledger, newest first; a search that found little yet can be carried on. */
export function useRecords({ kind, subject, text, from = '', to = '' }: RecordFilter): Records {
  const key = JSON.stringify([kind, subject, text, from, to]);
  const [held, setHeld] = useState<{ key: string; items: readonly WireLedgerRecord[]; next: number | null }>();
  const [failed, setFailed] = useState<RequestFailed>();
  const [turn, setTurn] = useState(0);
  const load = (cursor: number | undefined, before: readonly WireLedgerRecord[], wanted: () => boolean) => {
    const some = (value: string) => (value === '' ? undefined : value);
    const about = { kind: some(kind), subject: some(subject), text: some(text), from: some(from), to: some(to) };
    rest.records({ ...about, limit: pageSize, cursor }).then(
      ({ items, next }) => {
        if (!wanted()) return;
        setFailed(undefined);
        setHeld({ key, items: [...before, ...items], next });
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
  const mine = held?.key === key ? held : undefined;
  const { next = null, items = [] } = mine ?? {};
  return {
    items: held?.items,
    failed,
    more: next === null ? undefined : () => load(next, items, () => true),
    again: () => setTurn((before) => before + 1),
  };
}

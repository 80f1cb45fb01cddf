import type { ComponentChildren } from 'preact';
import type { List } from '../pages/use-list.ts';
import { useWords } from '../text/language.ts';
import { Empty, Failure, Skeleton } from './states.tsx';

interface Properties<T> {
  readonly list: List<T>;
  /** Grey bars while the first rows are asked for. */
  readonly lines: number;
  /** What is said where there is nothing. */
  readonly none: string;
  /** The rows, of which there is at least one. */
  readonly children: (items: readonly T[]) => ComponentChildren;
}

/** A list that is read page by page: while it comes, when it fails, when it is empty, and the way to the rows that follow. */
export function LongList<T>({ list, lines, none, children }: Properties<T>) {
  const t = useWords();
  const { items, total, failed, more, again } = list;
  return (
    <>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {items === undefined && failed === undefined ? <Skeleton lines={lines} /> : null}
      {items === undefined ? null : items.length === 0 ? <Empty title={none} /> : children(items)}
      {more === undefined ? null : (
        <button type="button" class="button" onClick={more}>
          {t('dashboards.list.more', { count: total - (items?.length ?? 0) })}
        </button>
      )}
    </>
  );
}

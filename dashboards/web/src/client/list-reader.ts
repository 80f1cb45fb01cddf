import type { WirePage } from '../../../../api/wire.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { RequestFailed } from './rest.ts';

/** As far as a list has been read. */
export interface Rows<T> {
  readonly items: readonly T[];
  readonly total: number;
  /** The end has not been reached. */
  readonly isMore: boolean;
}

interface Options<T> {
  readonly request: (cursor: string | undefined) => Promise<WirePage<T>>;
  readonly show: (rows: Rows<T>) => void;
  readonly fail: (failed: RequestFailed) => void;
}

/** Who has read further than this many pages keeps what is on the screen: reading it all anew would cost too much. */
export const mostPagesRefreshed = 5;

export interface ListReader {
  /** One page more. */
  more(): void;
  /** Everything that is shown, anew; swapped in when it is whole, so that nothing that was read on is lost. */
  again(): void;
  stop(): void;
}

/** Reads a long list page by page. One request is under way at a time, so no answer can overtake a newer one. */
export function readList<T>({ request, show, fail }: Options<T>): ListReader {
  let held: { readonly items: readonly T[]; readonly pages: number; readonly next: string | null } | undefined;
  let wantedPages = 1;
  let stale = true;
  let stopped = false;

  async function read(): Promise<void> {
    let { items, pages, next } =
      held === undefined || stale ? { items: [] as readonly T[], pages: 0, next: null } : held;
    stale = false;
    let total: number | undefined;
    while (!stopped && pages < wantedPages && (pages === 0 || next !== null)) {
      const page = await request(next ?? undefined);
      items = [...items, ...page.items];
      pages += 1;
      ({ next, total } = page);
    }
    if (stopped || total === undefined) return;
    held = { items, pages, next };
    show({ items, total, isMore: next !== null });
  }

  const run = oneAtATime(() =>
    read().catch((thrown: unknown) => {
      if (!stopped) fail(thrown instanceof RequestFailed ? thrown : new RequestFailed(0, ''));
    }),
  );
  run();
  return {
    more: () => {
      wantedPages = (held?.pages ?? 0) + 1;
      run();
    },
    again: () => {
      if (held !== undefined && held.pages > mostPagesRefreshed) return;
      stale = true;
      run();
    },
    stop: () => {
      stopped = true;
    },
  };
}

import type { ComponentChildren } from 'preact';
import type { RequestFailed } from '../client/rest.ts';
import { useWords } from '../text/language.ts';

/** Grey bars where content will be. */
export function Skeleton({ lines }: { readonly lines: number }) {
  const t = useWords();
  return (
    <div class="skeleton" role="status" aria-label={t('dashboards.loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} class={`skeleton-line w${index % 4}`} />
      ))}
    </div>
  );
}

/** Nothing is there, and that is said. Only where that is `good` (no open incident) it has the tick of what is well. */
export function Empty(props: { readonly title: string; readonly good?: true; readonly children?: ComponentChildren }) {
  const { title, good, children } = props;
  return (
    <div class={good ? 'empty good' : 'empty'}>
      <svg class="empty-mark" viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="20" />
        <path d={good ? 'M15 25l6.5 6.5L34 18' : 'M16 24h16'} />
      </svg>
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** What went wrong and what to do about it. */
export function Failure({ failed, again }: { readonly failed: RequestFailed; readonly again: () => void }) {
  const t = useWords();
  const text =
    failed.text !== ''
      ? failed.text
      : failed.status === 0
        ? t('dashboards.failure.unreachable')
        : t('dashboards.failure.status', { status: failed.status });
  return (
    <div class="failure" role="alert">
      <p>{text}</p>
      <button type="button" class="button" onClick={again}>
        {t('dashboards.action.again')}
      </button>
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { useWords } from '../text/language.ts';

/** What was measured beside its target, and what is said of it where somebody judged. */
export function MeasuredTable({
  withVerdict = false,
  children,
}: {
  readonly withVerdict?: boolean;
  readonly children: ComponentChildren;
}) {
  const t = useWords();
  return (
    <table class="pair-expected">
      <thead>
        <tr>
          <th scope="col">{t('dashboards.pairs.what')}</th>
          <th scope="col" class="number">
            {t('dashboards.pairs.measured')}
          </th>
          <th scope="col" class="number">
            {t('dashboards.pairs.target')}
          </th>
          {withVerdict ? <th scope="col">{t('dashboards.isolation.verdict')}</th> : null}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

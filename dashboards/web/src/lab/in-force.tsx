import { Empty } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

export interface DeedInForce {
  readonly id: string;
  readonly check: string;
  readonly target: string;
  readonly text: string;
  readonly since: string;
}

/** What was done in the lab and holds, each with the check that finds it, where to see it, and the button that takes it back. */
export function InForce({
  list,
  none,
  pathOf,
  takeBack,
}: {
  /** Undefined: not asked yet. */
  readonly list: readonly DeedInForce[] | undefined;
  readonly none: string;
  readonly pathOf: (target: string) => string;
  readonly takeBack: (id: string, target: string) => void;
}) {
  const t = useWords();
  if (list?.length === 0) return <Empty title={none} />;
  return (
    <ul class="plain-list in-force">
      {list?.map(({ id, check, target, text, since }) => (
        <li key={id}>
          <b>{check}</b>
          <Go to={pathOf(target)}>{text}</Go>
          <time class="muted" dateTime={since}>
            {dateTime(since)}
          </time>
          <span class="grow" />
          <button type="button" class="button small" onClick={() => takeBack(id, target)}>
            {t('dashboards.lab.repair')}
          </button>
        </li>
      ))}
    </ul>
  );
}

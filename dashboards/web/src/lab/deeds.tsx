import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useAsked } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { Failure } from '../parts/states.tsx';
import { useWords } from '../text/language.ts';
import type { Act } from './act.ts';
import { type DeedInForce, InForce } from './in-force.tsx';

const refreshMs = 3_000;

/** What one part of the lab's page can do, where to look at it, and how it is asked for and taken back. */
export interface DeedsPart<Kind> {
  readonly name: string;
  readonly title: string;
  readonly activeTitle: string;
  readonly none: string;
  readonly askKinds: () => Promise<readonly Kind[]>;
  readonly askInForce: () => Promise<readonly DeedInForce[]>;
  readonly takeBack: (id: string) => Promise<void>;
  readonly pathOf: (target: string, kinds: readonly Kind[]) => string;
  readonly form: (kinds: readonly Kind[], act: Act) => ComponentChildren;
}

/** Does things in the lab: a form of what and where; beside it what is in force right now. Nothing where nothing can be done. */
export function Deeds<Kind>({ part, act }: { readonly part: DeedsPart<Kind>; readonly act: Act }) {
  const t = useWords();
  const kinds = useAsked(`${part.name}-kinds ${t.language}`, part.askKinds);
  const inForce = useAsked(`${part.name} ${t.language}`, part.askInForce);
  // While it is asked in another language, what was chosen stays.
  const known = useRef(kinds.value);
  known.current = kinds.value ?? known.current;
  useEffect(() => {
    const timer = window.setInterval(inForce.again, refreshMs);
    return () => window.clearInterval(timer);
  }, []);
  const doThen: Act = async (work, done) => {
    await act(work, done);
    inForce.again();
  };
  if (known.current?.length === 0) return null;
  return (
    <div class="columns">
      <Panel title={part.title}>
        {kinds.failed !== undefined && known.current === undefined ? (
          <Failure failed={kinds.failed} again={kinds.again} />
        ) : null}
        {known.current === undefined ? null : part.form(known.current, doThen)}
      </Panel>
      <Panel title={part.activeTitle}>
        <InForce
          list={inForce.value}
          none={part.none}
          pathOf={(target) => part.pathOf(target, known.current ?? [])}
          takeBack={(id, target) => void doThen(() => part.takeBack(id), t('dashboards.lab.repaired', { target }))}
        />
      </Panel>
    </div>
  );
}

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ownStandby } from '../client/own-standby.ts';
import { useStore } from '../state/store.ts';
import { allTexts } from '../text/language.ts';
import { laterStyle } from './later-style.ts';

/** Banner or badge of the own standby. Most cities declare none: its code and words come when one is. */
export function OwnStandbyPart({ part }: { readonly part: 'StandbyBanner' | 'StandbyBadge' }) {
  const own = useStore(ownStandby, (value) => value);
  const declared = own.pair !== null || own.warm !== null;
  const [Part, setPart] = useState<ComponentType>();
  useEffect(() => {
    if (!declared || Part !== undefined) return;
    // Fetched again with the next answer, where it cannot be now.
    Promise.all([import('../system/head.tsx'), allTexts(), laterStyle()]).then(
      ([module]) => setPart(() => module[part]),
      () => {},
    );
  }, [declared, own.answeredAt]);
  return Part === undefined || !declared ? null : <Part />;
}

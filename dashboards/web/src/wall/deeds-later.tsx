import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { laterStyle } from '../parts/later-style.ts';
import { allTexts } from '../text/language.ts';
import type { Deeds } from './deeds.tsx';

type Properties = Parameters<typeof Deeds>[0];

/** Sound and notification of new incidents, and what is done about one: their code and words come after the wall is there. */
export function DeedsLater(properties: Properties) {
  const [Part, setPart] = useState<ComponentType<Properties>>();
  // Whoever asks for something fetches again what did not come.
  useEffect(() => {
    if (Part !== undefined) return;
    Promise.all([import('./deeds.tsx'), allTexts(), laterStyle()]).then(
      ([module]) => setPart(() => module.Deeds),
      () => {},
    );
  }, [properties.asked]);
  return Part === undefined ? null : <Part {...properties} />;
}

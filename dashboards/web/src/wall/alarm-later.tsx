import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { laterStyle } from '../parts/later-style.ts';
import { allTexts } from '../text/language.ts';

/** Sound and notification of new incidents: their code and words come after the wall is there. */
export function AlarmLater() {
  const [Part, setPart] = useState<ComponentType>();
  useEffect(() => {
    Promise.all([import('../alarm/alarm.tsx'), allTexts(), laterStyle()]).then(
      ([{ Alarm }]) => setPart(() => Alarm),
      () => {},
    );
  }, []);
  return Part === undefined ? null : <Part />;
}

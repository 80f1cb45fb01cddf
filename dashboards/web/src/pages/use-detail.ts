import { useEffect } from 'preact/hooks';
import { live } from '../client/live.ts';
import { type Asked, useAsked } from '../client/use.ts';
import { useStore } from '../state/store.ts';

/** Details of an element, asked again whenever the picture says that its state has changed or the run is another one. */
export function useDetail<T>(key: string, request: () => Promise<T>, mark: string): Asked<T> {
  const asked = useAsked(key, request);
  const run = useStore(live, (state) => state.run);
  useEffect(() => {
    if (asked.value !== undefined) asked.again();
  }, [mark, run]);
  return asked;
}

import { live } from '../client/live.ts';
import { type Asked, useAsked, useChange } from '../client/use.ts';
import { useStore } from '../state/store.ts';

/** Details of an element, asked again whenever the picture says that its state has changed or the run is another one. */
export function useDetail<T>(key: string, request: () => Promise<T>, mark: string): Asked<T> {
  const asked = useAsked(key, request);
  const run = useStore(live, (state) => state.run);
  // Also while the first answer is under way: it may have been made before the change.
  useChange(`${run} ${mark}`, asked.again);
  return asked;
}

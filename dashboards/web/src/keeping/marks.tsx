import type { WireCustodyState, WireNetwork } from '../../../../api/wire-keeping.ts';
import { live } from '../client/live.ts';
import { useStore } from '../state/store.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';

export const networkTexts: Readonly<Record<WireNetwork, TextKey>> = {
  inner: 'dashboards.keeping.inner',
  outer: 'dashboards.keeping.outer',
};

/** Inner and outer differ in shape, colour and word: nobody takes one for the other. */
export function NetworkMark({ network }: { readonly network: WireNetwork }) {
  const t = useWords();
  return <span class={`network ${network}`}>{t(networkTexts[network])}</span>;
}

export const custodyStates: readonly WireCustodyState[] = [
  'in-store',
  'issued',
  'in-use',
  'in-repair',
  'returned',
  'retired',
  'scrapped',
  'lost',
];

export function CustodyMark({ state }: { readonly state: WireCustodyState }) {
  const t = useWords();
  return <span class={`custody ${state}`}>{t.message({ key: `custody.state.${state}` })}</span>;
}

/** A place as people call it: its office, with the point's own id. */
export function usePlaceName(): (placeId: string) => string {
  const t = useWords();
  const points = useStore(live, (state) => state.points);
  return (placeId) => {
    const point = points.get(placeId);
    return point === undefined ? placeId : `${officeName(point, t.language)} · ${placeId}`;
  };
}

/** Places that a list of suggestions names at most. */
const suggested = 1_000;

interface PlaceProperties {
  readonly label: string;
  readonly value: string;
  readonly choose: (place: string) => void;
  readonly first?: boolean;
}

/** A place by its id, with the names of those that fit. */
export function PlaceField({ label, value, choose, first = false }: PlaceProperties) {
  const t = useWords();
  const points = useStore(live, (state) => state.points);
  return (
    <label class="chooser">
      <span>{label}</span>
      <input
        type="search"
        list="places"
        value={value}
        maxLength={200}
        placeholder={t('dashboards.keeping.place.hint')}
        {...(first ? { 'data-first': true } : {})}
        onInput={(event) => choose(event.currentTarget.value.trim())}
      />
      <datalist id="places">
        {[...points.values()].slice(0, suggested).map((point) => (
          <option key={point.id} value={point.id}>
            {officeName(point, t.language)}
          </option>
        ))}
      </datalist>
    </label>
  );
}

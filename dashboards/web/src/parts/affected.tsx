import type { WireRef } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { Go, pathOf } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';

/** What a person calls an element: the office of a point, else its id. */
export function useNames(): (ref: WireRef) => string {
  const t = useWords();
  const points = useStore(live, (state) => state.points);
  return ({ kind, id }) => {
    const point = kind === 'point' ? points.get(id) : undefined;
    return point === undefined ? id : officeName(point, t.language);
  };
}

/** A root cause for a headline: a link with the office at its far end. */
export function useRootNames(): (ref: WireRef) => string {
  const nameOf = useNames();
  const links = useStore(live, (state) => state.links);
  return (ref) => {
    const link = ref.kind === 'link' ? links.get(ref.id) : undefined;
    return link === undefined ? nameOf(ref) : `${ref.id} ${nameOf({ kind: 'point', id: link.pointId })}`;
  };
}

interface Properties {
  readonly affected: readonly WireRef[];
  readonly most: number;
}

/** Who is behind a root cause: points by name first, then the rest by id. */
export function AffectedList({ affected, most }: Properties) {
  const t = useWords();
  const nameOf = useNames();
  if (affected.length === 0) return null;
  const order = ['district', 'point', 'link', 'pair', 'device', 'interface'];
  const sorted = [...affected].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return (
    <p class="affected">
      <span class="muted">{t('dashboards.incident.affects')}</span>
      {sorted.slice(0, most).map((ref) => (
        <Go key={`${ref.kind}:${ref.id}`} class={`chip ${ref.kind}`} to={pathOf(ref.kind, ref.id)}>
          {nameOf(ref)}
        </Go>
      ))}
      {sorted.length > most ? (
        <span class="muted">{t('dashboards.incident.more', { count: sorted.length - most })}</span>
      ) : null}
    </p>
  );
}

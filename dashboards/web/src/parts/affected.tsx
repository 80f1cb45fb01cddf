import type { WireIncident, WireRef } from '../../../../api/wire.ts';
import type { Message } from '../../../../core/message.ts';
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

/** A root cause for a headline: a link with the office at its far end, a device with the office that it stands in. */
export function useRootNames(): (incident: Pick<WireIncident, 'root' | 'affected'>) => string {
  const nameOf = useNames();
  const links = useStore(live, (state) => state.links);
  return ({ root, affected }) => {
    const link = root.kind === 'link' ? links.get(root.id) : undefined;
    const place = link === undefined ? affected.find(({ kind }) => kind === 'point') : pointRef(link.pointId);
    return place === undefined || root.kind === 'point' ? nameOf(root) : `${root.id} ${nameOf(place)}`;
  };
}

const pointRef = (id: string): WireRef => ({ kind: 'point', id });

/** What an incident says, with its office in the reader's language: the server knows its Chinese name only. */
export function useSummary(): (summary: Message) => string {
  const t = useWords();
  const nameOf = useNames();
  return (summary) => {
    const { office, point } = summary.params ?? {};
    if (office === undefined || point === undefined) return t.message(summary);
    return t.message({ ...summary, params: { ...summary.params, office: nameOf(pointRef(`${point}`)) } });
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

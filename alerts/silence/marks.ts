import { isDeepStrictEqual } from 'node:util';
import type { EpochMs } from '../../core/index.ts';
import type { Incident, IncidentEvent } from '../incident.ts';
import type { SilenceMark } from './model.ts';

/** What silences are to the engine; see `Silences`. */
export interface Silencing {
  markOf(incident: Pick<Incident, 'condition' | 'root' | 'severity'>): SilenceMark | undefined;
  readonly isEmpty: boolean;
}

export interface MarkChange {
  readonly id: string;
  readonly patch: Pick<Incident, 'silenced'>;
  readonly event: IncidentEvent;
}

/** Open incidents that are silenced, or are so no more, since they were marked last. */
export function markChanges(
  open: readonly { readonly incident: Incident }[],
  silencing: Silencing | undefined,
  at: EpochMs,
): readonly MarkChange[] {
  if (silencing === undefined) return [];
  const { isEmpty } = silencing;
  return open.flatMap(({ incident }): readonly MarkChange[] => {
    if (isEmpty && incident.silenced === undefined) return [];
    const silenced = silencing.markOf(incident);
    if (isDeepStrictEqual(silenced, incident.silenced)) return [];
    if (silenced === undefined) return [{ id: incident.id, patch: { silenced }, event: { at, what: 'unsilenced' } }];
    const { by, reason } = silenced;
    return [{ id: incident.id, patch: { silenced }, event: { at, what: 'silenced', by, note: reason } }];
  });
}

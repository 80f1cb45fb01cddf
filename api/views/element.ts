import type { ElementKind, ElementState } from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { CityView } from '../ports.ts';
import type { WireElement, WireElementDetail } from '../wire.ts';

/** UTC ISO 8601. */
export function isoTime(at: EpochMs): string {
  return new Date(at).toISOString();
}

const notObserved = message('api.state.not-observed');

/** An element as lists and deltas carry it. One that nobody has judged yet is unknown, since `bornAt`. */
export function wireElement(
  kind: ElementKind,
  id: string,
  state: ElementState | undefined,
  bornAt: EpochMs,
): WireElement {
  if (state === undefined)
    return { kind, id, state: 'unknown', reason: notObserved, since: isoTime(bornAt), observedAt: null };
  return {
    kind,
    id,
    state: state.state,
    reason: state.reason,
    ...(state.behind === undefined || state.behind.length === 0 ? {} : { behind: state.behind }),
    since: isoTime(state.since),
    observedAt: state.observedAt === 0 ? null : isoTime(state.observedAt),
  };
}

export function wireEvidence(state: ElementState | undefined): WireElementDetail['evidence'] {
  return (state?.evidence ?? []).map(({ deviceId, what, value, at }) => ({ deviceId, what, value, at: isoTime(at) }));
}

/** What every view needs. */
export interface ViewContext {
  readonly view: CityView;
  /** When this server started: since when an element that nobody has judged is unknown. */
  readonly bornAt: EpochMs;
}

/** The element of that kind and id, as it is now. */
export function elementNow({ view, bornAt }: ViewContext, kind: ElementKind, id: string): WireElement {
  return wireElement(kind, id, view.state(kind, id), bornAt);
}

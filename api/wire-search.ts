/** What is searched for, as it crosses the wire. */
import type { WireState } from './wire.ts';

/** GET /search: at most 20 hits of each kind, best first (whole match, then beginning, then within). */
export interface WireSearch {
  readonly query: string;
  readonly hits: readonly WireSearchHit[];
}

export interface WireSearchHit {
  readonly kind: 'district' | 'point' | 'link' | 'device' | 'terminal' | 'service';
  readonly id: string;
  /** What a person would call it: a name where it has one, else the id. */
  readonly title: string;
  readonly matched: 'id' | 'name' | 'address' | 'mac' | 'barcode' | 'circuit';
  readonly value: string;
  /** Where to go: the element's own page, or the one it belongs to (a terminal's point, a service's district). */
  readonly page: { readonly kind: 'district' | 'point' | 'link' | 'device'; readonly id: string };
  readonly state: WireState | null;
}

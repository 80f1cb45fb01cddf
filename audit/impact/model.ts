/** Who loses what when something fails, from the declared city alone. */
import type { ElementRef } from '../state/model.ts';

/** A service as one point lives it. */
export interface ServiceView {
  readonly pointId: string;
  readonly serviceId: string;
}

/** What the failure of some elements takes away. All lists are in the order of the inventory. */
export interface Impact {
  readonly failed: readonly ImpactElement[];
  readonly lost: readonly ServiceView[];
  /** Served to whoever is logged in already; nobody can log in anew, for single sign-on is lost to the point. */
  readonly noLogin: readonly ServiceView[];
  /** Still served, but by the last way that is left where several are declared; or a part of the point's switches is cut off. */
  readonly atRisk: readonly ServiceView[];
  /** Points that lose one service at least, their offices, and the services that one point at least loses. */
  readonly pointIds: readonly string[];
  readonly officeIds: readonly string[];
  readonly serviceIds: readonly string[];
}

/**
 * A host belongs to a pair; the failure of one is survived, that of both is not. A `pair` that fails serves nobody, whatever its
 * hosts do; a `point` is all that stands there; a `district` is its data centre; an `interface` is the link that ends at it.
 */
export type ImpactElement = ElementRef | { readonly kind: 'service'; readonly id: string };

export const impactElementKinds = ['point', 'link', 'device', 'interface', 'pair', 'district', 'service'] as const;

/** An element whose failure alone takes something away. */
export interface SinglePoint {
  readonly element: ImpactElement;
  readonly lost: readonly ServiceView[];
  readonly noLogin: readonly ServiceView[];
}

/** What is lost by the present states. */
export interface PresentImpact extends Impact {
  /** Not known to be lost, but something that they need cannot be seen: never counted as served. */
  readonly unknown: readonly ServiceView[];
}

/** Who loses what when something fails, from the declared city alone. */
import type { ElementRef } from '../state/model.ts';

/** A service as one point lives it. */
export interface ServiceView {
  readonly pointId: string;
  readonly serviceId: string;
}

/** What the failure of some elements takes away. */
export interface Impact {
  readonly failed: readonly ImpactElement[];
  readonly lost: readonly ServiceView[];
  /** Still served, but by the last way that is left. */
  readonly atRisk: readonly ServiceView[];
  readonly pointIds: readonly string[];
  readonly officeIds: readonly string[];
  readonly serviceIds: readonly string[];
}

/** A host belongs to a pair; the failure of one is survived, that of both is not. */
export type ImpactElement = ElementRef | { readonly kind: 'service'; readonly id: string };

/** An element whose failure alone takes something away. */
export interface SinglePoint {
  readonly element: ImpactElement;
  readonly lost: readonly ServiceView[];
}

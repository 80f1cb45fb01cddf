import type { Place, Rectangle } from './rectangle.ts';
import type { HubSize } from './stars.ts';

/** What is drawn, without its states: a change of state never moves anything. */
export interface LayoutInput {
  readonly districts: readonly { readonly id: string; readonly name: string }[];
  readonly points: readonly { readonly id: string; readonly districtId: string; readonly name: string }[];
  readonly links: readonly { readonly id: string; readonly pointId: string }[];
  readonly width: number;
  readonly height: number;
  /** Size of a point's name in pixels if there is room; the wall asks for more. */
  readonly fontSize: number;
  /** Names without `镇` and `街道`, which makes them larger; for those who stand far away. */
  readonly brief?: boolean;
}

export interface PlacedDistrict {
  readonly id: string;
  readonly name: string;
  readonly tile: Rectangle;
  readonly hub: Place;
  readonly hubSize: HubSize;
  /** `star`: marks with names and lines; `grid`: squares only. */
  readonly form: 'star' | 'grid';
}
export interface PlacedPoint extends Place {
  readonly id: string;
  readonly districtId: string;
  readonly label: string;
  /** Half of the mark's edge. */
  readonly radius: number;
  /** Names stand on the side away from the hub, where no line runs. */
  readonly nameAbove: boolean;
  readonly form: 'star' | 'grid';
}
export interface PlacedLink {
  readonly id: string;
  readonly pointId: string;
  readonly from: Place;
  readonly to: Place;
  readonly form: 'star' | 'grid';
  /** Middle of the plate with the link's name, shown when it is not well. */
  readonly badge: Place;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly core: Rectangle;
  readonly districts: readonly PlacedDistrict[];
  readonly points: ReadonlyMap<string, PlacedPoint>;
  readonly links: ReadonlyMap<string, PlacedLink>;
}

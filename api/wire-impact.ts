/** What fails takes which services from which points, as it crosses the wire. */

/** Anything that can fail: a link, a device, a pair, a service, a point, a district's data centre, an interface. */
export interface WireImpactElement {
  readonly kind: 'point' | 'link' | 'device' | 'interface' | 'pair' | 'district' | 'service';
  readonly id: string;
}

export interface WireImpactService {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** GET /impact/map: what stands where, for the drawing; changes with the inventory alone. */
export interface WireImpactMap {
  /** Data centres; the city's own, which serves every point, last. */
  readonly centres: readonly {
    readonly id: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly isCity: boolean;
    /** Aggregation or core: what all traffic of the place goes through. */
    readonly gearIds: readonly string[];
    readonly pairs: readonly {
      readonly id: string;
      readonly role: 'app' | 'db';
      readonly memberIds: readonly [string, string];
    }[];
    readonly services: readonly WireImpactService[];
  }[];
  readonly points: readonly {
    readonly id: string;
    readonly districtId: string;
    readonly officeId: string;
    readonly officeNameZh: string;
    readonly gatewayIds: readonly string[];
    readonly switchIds: readonly string[];
    readonly links: readonly { readonly id: string; readonly role: 'primary' | 'backup' }[];
  }[];
}

/** GET /impact: what is lost now; with `failed`, what would be. Only those who suffer are listed. */
export interface WireImpact {
  readonly at: string;
  /** False: a supposition alone. */
  readonly isPresent: boolean;
  /** What is taken to have failed: as supposed, and as the states say. */
  readonly failed: readonly (WireImpactElement & { readonly isSupposed: boolean })[];
  /** Services counted for each point that has them. */
  readonly counts: {
    readonly views: number;
    readonly lost: number;
    readonly noLogin: number;
    readonly atRisk: number;
    readonly unknown: number;
  };
  readonly points: readonly {
    readonly id: string;
    readonly officeId: string;
    readonly officeNameZh: string;
    /** How many services the point has. */
    readonly services: number;
    /** Ids of services. */
    readonly lost: readonly string[];
    readonly noLogin: readonly string[];
    readonly atRisk: readonly string[];
    readonly unknown: readonly string[];
  }[];
  readonly services: readonly (WireImpactService & {
    /** Points that have it, and how many of them suffer how. */
    readonly points: number;
    readonly lost: number;
    readonly noLogin: number;
    readonly atRisk: number;
    readonly unknown: number;
  })[];
  /** Offices that lose a service, with their points that do. */
  readonly offices: readonly { readonly id: string; readonly nameZh: string; readonly pointIds: readonly string[] }[];
}

/** GET /single-points: devices and links whose failure alone takes a service from a point, the worst first. */
export interface WireSinglePoints {
  readonly items: readonly {
    readonly element: WireImpactElement;
    /** Services counted for each point. */
    readonly lost: number;
    readonly noLogin: number;
    readonly points: number;
    readonly offices: number;
    readonly services: number;
  }[];
}

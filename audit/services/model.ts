/** Business services as their probes show them, and views of them: a service as one point lives it. */
import type { ProbeResult } from '../../collector/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { ProbeKind, ProbePhase } from '../../inventory/index.ts';
import type { ImpactElement } from '../impact/model.ts';
import type { ElementKind, ElementRef, StateWord } from '../state/model.ts';

/** The vantage point that the server itself is. */
export const hubVantage = 'hub';

/** One probe from one place. */
export interface ProbeStanding {
  readonly probeId: string;
  readonly vantageId: string;
  readonly kind: ProbeKind;
  readonly state: StateWord;
  readonly reason: Message;
  readonly since: EpochMs;
  /** Of the newest try that says something of the service; 0: none. */
  readonly observedAt: EpochMs;
  /** Where it fails, while it does. */
  readonly failedPhase?: ProbePhase;
  /** The newest try of all. */
  readonly newest?: ProbeResult;
}

/** A service as one place sees it: the worst of its probes there. */
export interface VantageStanding {
  readonly vantageId: string;
  readonly state: StateWord;
  readonly reason: Message;
  readonly since: EpochMs;
  readonly observedAt: EpochMs;
  readonly failedPhase?: ProbePhase;
}

export interface ServiceStanding {
  readonly serviceId: string;
  readonly state: StateWord;
  readonly reason: Message;
  readonly since: EpochMs;
  /** 0: nobody ever tried. */
  readonly observedAt: EpochMs;
  readonly failedPhase?: ProbePhase;
  /** What is behind it, where something is known to be; the service itself otherwise. Undefined while it is not down. */
  readonly root?: ImpactElement;
  readonly vantages: readonly VantageStanding[];
  /** Down by what is known, and the newest try was served: it is about to be up again. */
  readonly isMending?: true;
}

/** `measured` by who stands at the point; otherwise `derived` from the point's path and the service's own state. */
export type ViewBasis = 'measured' | 'derived';

export interface ViewStanding {
  readonly pointId: string;
  readonly serviceId: string;
  readonly state: StateWord;
  readonly basis: ViewBasis;
  readonly reason: Message;
  /** The elements that take the service away; empty while it is there, or while nobody knows. */
  readonly roots: readonly ImpactElement[];
  readonly since: EpochMs;
  /** It is served, by the last way that is left. */
  readonly isLastWay: boolean;
}

/** `<point>/<service>`, as views are named in journals and addresses. */
export function viewId({ pointId, serviceId }: { readonly pointId: string; readonly serviceId: string }): string {
  return `${pointId}/${serviceId}`;
}

/** What became of a service or a view. `isLate`: it was so in the past, and what is so now did not change. */
export type ServiceChange =
  | {
      readonly what: 'service';
      readonly at: EpochMs;
      readonly before: StateWord;
      readonly after: ServiceStanding;
    }
  | {
      readonly what: 'view';
      readonly at: EpochMs;
      readonly pointId: string;
      readonly serviceId: string;
      readonly basis: ViewBasis;
      readonly before: StateWord;
      readonly state: StateWord;
      readonly reason: Message;
      readonly roots: readonly ImpactElement[];
    };

/** How the present failures leave the way from a point to a service and to its login, whatever the service itself does. */
export interface PathStanding {
  readonly word: 'served' | 'last-way' | 'no-login' | 'lost' | 'unknown';
  readonly roots: readonly ImpactElement[];
}

/** What is known of everything else. */
export interface ServiceSight {
  state(
    kind: ElementKind,
    id: string,
  ): { readonly state: StateWord; readonly since: EpochMs; readonly behind?: readonly ElementRef[] } | undefined;
  /** Whether nobody serves behind a pair's address, as its own probes show. */
  isPairDead(pairId: string): boolean;
}

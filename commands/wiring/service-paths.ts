import {
  type ImpactGraph,
  type PairStanding,
  type PathStanding,
  presentPaths,
  type ServiceSight,
  type ServiceView,
  type StateView,
  troublesOf,
} from '../../audit/index.ts';

/** Where the ways of points are seen. */
export interface PathSources {
  readonly states: Pick<StateView, 'peek'>;
  readonly pair: (pairId: string) => Pick<PairStanding, 'judgements'> | undefined;
}

/** Troubles of a pair that leave nobody behind its address. */
const outages: readonly string[] = ['no-holder', 'service-down'];

type Paths = (view: ServiceView) => PathStanding;

/** The ways of all points by the present states, computed when they are asked for and something is another. */
export function createServicePaths({ states, pair }: PathSources, graph: () => ImpactGraph) {
  let version = 0;
  let isChanged = false;
  let known:
    | {
        readonly version: number;
        readonly graph: ImpactGraph;
        readonly signOn: string | undefined;
        readonly paths: Paths;
      }
    | undefined;
  const isPairDead = (pairId: string): boolean => {
    const standing = pair(pairId);
    return standing !== undefined && troublesOf(standing).some(({ trouble }) => outages.includes(trouble));
  };
  const sight: ServiceSight = {
    state: (kind, id) => states.peek(kind, id),
    isPairDead,
  };
  return {
    sight,
    paths(signOn: string | undefined): Paths {
      const now = graph();
      if (known?.version === version && known.graph === now && known.signOn === signOn) return known.paths;
      const paths = presentPaths(now, {
        state: (kind, id) => states.peek(kind, id),
        pair: (id) => (isPairDead(id) ? 'down' : undefined),
        service: (id) => (id === signOn ? 'down' : undefined),
      });
      known = { version, graph: now, signOn, paths };
      return paths;
    },
    changed(): void {
      version += 1;
      isChanged = true;
    },
    /** Whether anything is another since the last call. */
    takeChanged(): boolean {
      const was = isChanged;
      isChanged = false;
      return was;
    },
  };
}

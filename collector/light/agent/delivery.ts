import type { Spool } from '../spool/spool.ts';
import type { FaultAnswer, LightFault, SyncAnswer, SyncRequest } from '../wire.ts';
import { goOn } from './go-on.ts';

/** What of a request belongs to the records. */
export type Offered = Pick<SyncRequest, 'before' | 'records' | 'gaps'>;

/** Hands over what is on the spool, in order; one run at a time. */
export interface Delivery {
  /**
   * Says how the collector is, and hands over until nothing is left. Gives what the hub did not like, or nothing. Rejects as `ask` does,
   * and when the spool cannot be read; then the next run asks anew where the hub stands.
   */
  run(): Promise<LightFault | undefined>;
}

/** After so many contradictions in one run the rest waits for the next. */
const mostContradictions = 3;
const nothing: Offered = { before: '', records: [], gaps: [] };

export function createDelivery(deps: {
  readonly spool: Spool;
  readonly ask: (offered: Offered) => Promise<SyncAnswer | FaultAnswer>;
  /** Told when the hub has another story than this folder. */
  readonly onForked: () => void;
}): Delivery {
  const { spool, ask, onForked } = deps;
  /** Where the hub stands; undefined: it has to be asked. */
  let next: number | undefined;

  const stand = async (hub: { readonly taken: number; readonly digest: string }): Promise<number> => {
    const stood = await goOn(spool, hub);
    if (stood.wasForked) onForked();
    return stood.next;
  };

  const offerAt = async (from: number): Promise<Offered | undefined> => {
    const batch = await spool.read(from);
    if (batch === undefined) return undefined;
    const { first, before, texts: records } = batch;
    return { before, records, gaps: first > from ? spool.gaps(from, first - 1) : [] };
  };

  return {
    async run() {
      let at = next;
      // Until the hub has answered nobody knows what it took.
      next = undefined;
      let offered = at === undefined ? undefined : await offerAt(at);
      for (let contradictions = 0; ; ) {
        const answer = await ask(offered ?? nothing);
        const { taken, digest } = answer;
        const isOver = !answer.ok && ++contradictions > mostContradictions;
        if (taken === undefined || digest === undefined || isOver) return answer.ok ? undefined : answer.fault;
        const stood = await stand({ taken, digest });
        // A hub that says yes and takes nothing would be asked for ever.
        if (answer.ok && offered !== undefined && stood === at) return 'protocol';
        at = stood;
        offered = await offerAt(at);
        if (!answer.ok || offered !== undefined) continue;
        next = at;
        return undefined;
      }
    },
  };
}

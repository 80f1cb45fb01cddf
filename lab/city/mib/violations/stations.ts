import { strangerMacOf } from '../../../faults/violations/stranger.ts';
import type { PlacedViolation } from '../../../faults/world.ts';

/** Who is plugged in at a port, by MAC. */
export interface Stranger {
  readonly mac: string;
  /** It speaks IP with the gateway. */
  readonly talks: boolean;
}

/** A maker whose devices stand in homes: TP-Link. */
const consumerMaker = '50:c7:bf';

/** Machines that a violation puts at its port. */
export function strangersOf({ verb, port, detail }: PlacedViolation, deviceId: string): readonly Stranger[] {
  const own = (name: string) => strangerMacOf(`${deviceId}/${port} ${name}`);
  switch (verb) {
    case 'foreign-mac':
      return [{ mac: detail, talks: true }];
    case 'outer-terminal':
    case 'scrapped-alive':
    case 'swap-terminal':
      return [{ mac: detail, talks: false }];
    case 'hub':
      return Array.from({ length: Number(detail) }, (_, index) => ({ mac: own(`hub ${index}`), talks: false }));
    case 'consumer-router':
      return [{ mac: `${consumerMaker}${own(verb).slice(consumerMaker.length)}`, talks: false }];
    default:
      return [];
  }
}

import type { Clock } from '../../core/index.ts';
import { openWireTransport, type WireTransport } from '../snmp/wire/transport.ts';
import { pacedTransport } from './paced-transport.ts';
import { type NamedCredential, type ProbeResult, probeAddress } from './probe.ts';

/** Addresses waited for at the same time: a silent one holds its place for its time-outs. */
const concurrency = 64;

export interface Sweep {
  readonly addresses: Iterable<string>;
  readonly port: number;
  readonly credentials: readonly NamedCredential[];
  /** Messages sent in a second, at most; all of them count. */
  readonly requestsPerSecond: number;
  readonly timeoutMs: number;
  /** Where a device is declared, a lost message is worth a second one. */
  readonly isDeclared: (address: string) => boolean;
  readonly clock: Clock;
  /** Ends the sweep early; what was found until then is given. */
  readonly stop?: AbortSignal;
  readonly onResult?: (result: ProbeResult, done: number) => void;
  /** For tests: a transport instead of sockets. */
  readonly transport?: WireTransport;
}

/** Asks one address after another who it is. Silent addresses are not kept. Never rejects. */
export async function sweepAddresses(sweep: Sweep): Promise<readonly ProbeResult[]> {
  const { clock, port, credentials, timeoutMs, stop } = sweep;
  const inner = sweep.transport ?? openWireTransport({ clock });
  const transport = pacedTransport(inner, { clock, perSecond: sweep.requestsPerSecond });
  const results: ProbeResult[] = [];
  const addresses = sweep.addresses[Symbol.iterator]();
  let done = 0;
  const end = (): void => transport.close();
  stop?.addEventListener('abort', end, { once: true });

  async function work(): Promise<void> {
    while (stop?.aborted !== true) {
      const next = addresses.next();
      if (next.done === true) return;
      const address = next.value;
      const tries = sweep.isDeclared(address) ? 2 : 1;
      const result = await probeAddress({ address, port, credentials, tries, timeoutMs, clock, transport });
      if (stop?.aborted) return;
      done++;
      if (result.kind !== 'silent') results.push(result);
      sweep.onResult?.(result, done);
    }
  }

  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } finally {
    stop?.removeEventListener('abort', end);
    transport.close();
  }
  return results;
}

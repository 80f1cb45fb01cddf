import { randomBytes } from 'node:crypto';
import type { Clock } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import type { EngineTime } from '../snmp/wire/protection.ts';

/**
 * Our own SNMP engine: informs are sent to it, so it is the authority for their time (RFC 3414 section 1.5.1). Its boots
 * rise at every start, which makes whatever was sent before worthless.
 */
export interface LocalEngine {
  readonly id: Buffer;
  /** Boots, and whole seconds since the last one. */
  time(): EngineTime;
}

/** The enterprise number of Net-SNMP, with which it makes up engine ids; we have none of our own. */
const enterprise = 0x80001f88;
/** RFC 3411 section 5: octets that the enterprise chooses. */
const formatOctets = 5;
const randomOctets = 12;
/** snmpEngineBoots at its end: such an engine must take another id (RFC 3414 section 2.2.2). */
const lastBoots = 0x7fff_ffff;

const collection = 'trap-engine';
const key = 'self';

export function newEngineId(): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(enterprise);
  head[4] = formatOctets;
  return Buffer.concat([head, randomBytes(randomOctets)]);
}

export function createLocalEngine({
  clock,
  id = newEngineId(),
  boots = 1,
}: {
  readonly clock: Clock;
  readonly id?: Buffer;
  readonly boots?: number;
}): LocalEngine {
  const bornMs = clock.monotonicMs();
  return { id, time: () => ({ boots, timeSeconds: Math.floor((clock.monotonicMs() - bornMs) / 1000) }) };
}

/** The engine of this installation, one boot later than before. Resolves when that is on disk, so that no boot comes twice. */
export async function openLocalEngine({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'documents' | 'put' | 'flush'>;
  readonly clock: Clock;
}): Promise<LocalEngine> {
  const kept = (await store.documents(collection)).find((document) => document.key === key);
  const before = keptEngine(kept?.body);
  const engine =
    before === undefined || before.boots >= lastBoots
      ? { id: newEngineId(), boots: 1 }
      : { id: before.id, boots: before.boots + 1 };
  store.put({ collection, key, body: { id: engine.id.toString('hex'), boots: engine.boots } });
  await store.flush();
  return createLocalEngine({ clock, ...engine });
}

function keptEngine(body: unknown): { readonly id: Buffer; readonly boots: number } | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { id, boots } = body as Partial<Record<'id' | 'boots', unknown>>;
  if (typeof id !== 'string' || !/^(?:[0-9a-f]{2}){5,32}$/.test(id)) return undefined;
  return typeof boots === 'number' && Number.isSafeInteger(boots) && boots > 0
    ? { id: Buffer.from(id, 'hex'), boots }
    : undefined;
}

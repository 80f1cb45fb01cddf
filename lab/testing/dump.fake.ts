import { openSession, parseTarget } from '../../collector/index.ts';
import { systemClock } from '../../core/index.ts';
import type { AgentTarget } from '../../inventory/index.ts';

/** Everything below these is walked: LLDP and 802.1X, then all of the internet's tree. */
const roots = ['1.0', '1.3'] as const;
const repetitions = 40;

/** Every instance that an agent tells over its socket, by OID, with its value as text. */
export async function dumpOf({ host, port }: AgentTarget): Promise<ReadonlyMap<string, string>> {
  const target = parseTarget(`${host}:${port}`);
  if (target === undefined) throw new Error(`no target ${host}:${port}`);
  const session = openSession({
    target,
    credential: { version: 'v2c', community: 'lab-test' },
    clock: systemClock,
    timeoutMs: 5_000,
  });
  const told = new Map<string, string>();
  try {
    for (const root of roots) {
      let cursor: string = root;
      walking: for (;;) {
        const got = await session.getBulk('dump', [cursor], repetitions);
        if (!got.ok) throw new Error(`${cursor}: ${got.fault.reason} ${got.fault.detail}`);
        for (const { oid, type, value } of got.varbinds) {
          if (type === 'endOfMibView' || !oid.startsWith(`${root}.`)) break walking;
          told.set(oid, Buffer.isBuffer(value) ? value.toString('hex') : String(value));
          cursor = oid;
        }
        if (got.varbinds.length === 0) break;
      }
    }
    return told;
  } finally {
    session.close();
  }
}

/** Instances that came, went or tell another value. */
export function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((oid) => before.get(oid) !== after.get(oid));
}

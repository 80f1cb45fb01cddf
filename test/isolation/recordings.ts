import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { insideOf, judgeOneDevice, type OneDeviceVerdict, type OneDeviceWish } from '../../audit/index.ts';
import { declarationWith } from '../../audit/isolation/scene.fake.ts';
import {
  agentTarget,
  type IsolationReading,
  openSession,
  readIsolation,
  type SnmpSession,
} from '../../collector/index.ts';
import { parsePrefix, systemClock } from '../../core/index.ts';
import { loadSnmprec, type Row, startAgent, viewOf } from '../../lab/agent/index.ts';

/** The rows of a device by OID. */
export type Rows = ReadonlyMap<string, Row['value']>;

/** A recorded device, with all that it shows declared: as it was recorded, it offends nothing. */
export interface Recorded {
  readonly name: string;
  readonly rows: Rows;
  readonly reading: IsolationReading;
  readonly wish: OneDeviceWish;
  readonly clean: OneDeviceVerdict;
}

const credential = { version: 'v2c', community: 'public' } as const;

/** Every walk of a folder, read once over UDP and declared. */
export async function loadRecordings(folder: string): Promise<readonly Recorded[]> {
  const found: Recorded[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.snmprec.gz'))) {
    const { view } = await loadSnmprec(join(folder, file));
    const rows = new Map<string, Row['value']>();
    for (let at = 0; at < view.size; at++) rows.set(view.oidAt(at), view.valueAt(at));
    const reading = await readRows(rows);
    const wish = declareAll(reading);
    const clean = judgeOneDevice(reading, wish, reading.finishedAt);
    found.push({ name: file.replace('.snmprec.gz', ''), rows, reading, wish, clean });
  }
  return found;
}

/** Reads rows as a device's, over a real socket; `between` may stand between the reader and the device. */
export async function readRows(
  rows: Rows,
  between: (session: SnmpSession) => SnmpSession = (session) => session,
): Promise<IsolationReading> {
  const agent = await startAgent({
    view: viewOf([...rows].map(([oid, value]) => ({ oid, value }))),
    credentials: [credential],
  });
  const target = agentTarget({ host: agent.host, port: agent.port });
  const session = openSession({ target, credential, clock: systemClock, timeoutMs: 5_000, retries: 2 });
  try {
    return await readIsolation({ session: between(session), clock: systemClock, deviceId: 'recorded' });
  } finally {
    session.close();
    await agent.stop();
  }
}

/** Declares what a device shows: its networks, rounded to /16 and /48, and its next hops. */
function declareAll({ addresses, neighbours, routes, connections }: IsolationReading): OneDeviceWish {
  const seen = [
    ...addresses.rows.map(({ address }) => address),
    ...neighbours.rows.map(({ address }) => address),
    ...connections.rows.map(({ remoteAddress }) => remoteAddress),
    ...routes.rows.map(({ prefix }) => prefix.split('/')[0] ?? ''),
    ...routes.rows.flatMap(({ nextHop }) => nextHop ?? []),
  ];
  const prefixes = new Set(seen.flatMap((address) => network(address, address.includes(':') ? 48 : 16)));
  for (const { prefix } of routes.rows) {
    const parsed = parsePrefix(prefix)?.prefix;
    const rounded = parsed?.family === 6 ? 48 : 16;
    if (parsed !== undefined && parsed.lengthBits > 0 && parsed.lengthBits < rounded) prefixes.add(parsed.text);
  }
  return { prefixes: [...prefixes], routers: routes.rows.flatMap(({ nextHop }) => nextHop ?? []) };
}

function network(address: string, bits: number): readonly string[] {
  const prefix = parsePrefix(`${address}/${bits}`)?.prefix.text;
  return prefix === undefined ? [] : [prefix];
}

/** Which side an address is on for a device as it is declared. */
export function borderOfWish({ prefixes }: OneDeviceWish) {
  return insideOf(declarationWith({ prefixes: prefixes.map((prefix) => ({ prefix })) }));
}

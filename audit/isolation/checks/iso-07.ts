import type { IsolationReading, SeenRoute } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { isBehindBoundary } from '../boundary.ts';
import { judgeDevice, portOf } from '../evidence.ts';
import { insideOf } from '../inside.ts';
import type { CheckFinding, Declaration, IsolationCheck } from '../model.ts';

/** A route to somewhere outside, or by a next hop that nobody declared. A default route over a declared router is none. */
export const iso07: IsolationCheck = {
  id: 'ISO-07',
  severity: 'S1',
  clauses: ['8.1.2.1 d)', '8.1.3.1 a)', '8.1.3.2 a)'],
  evidence: 'tables',
  needed: true,
  judge: (scene) =>
    scene.devices.map((seen) =>
      judgeDevice(iso07, scene, seen, {
        needed: ['routes'],
        find: (reading) =>
          reading.routes.rows.flatMap((route) => findingOf(route, reading, seen.device.id, scene.declaration)),
      }),
    ),
};

/** IANAifType softwareLoopback: Linux keeps its "no way out" of IPv6 there. */
function isLoopback({ ifIndex }: SeenRoute, { interfaces }: IsolationReading): boolean {
  return interfaces.rows.some((row) => row.ifIndex === ifIndex && row.ifType === 24);
}

function findingOf(
  route: SeenRoute,
  reading: IsolationReading,
  deviceId: string,
  declaration: Declaration,
): readonly CheckFinding[] {
  const { prefix, nextHop, kind } = route;
  if (kind === 'reject' || kind === 'blackhole') return [];
  const port = portOf(reading, route.ifIndex);
  if (isBehindBoundary(declaration, { deviceId, port, what: prefix })) return [];
  const inside = insideOf(declaration);
  const side = inside.sideOfBlock(prefix);
  if (side === 'global' || side === 'outside' || side === 'unreadable') {
    const severity = side === 'global' ? 'S1' : 'S2';
    const key = nextHop === undefined ? 'isolation.route.outside-direct' : 'isolation.route.outside';
    return [{ ...route.source, severity, text: message(key, { prefix, nextHop: nextHop ?? '', port }) }];
  }
  if (side === 'link') return [];
  if (nextHop === undefined) {
    // Everything over a line without a neighbour's address: where it leads cannot be told.
    const blind = side === 'everything' && (kind === 'local' || kind === 'remote') && !isLoopback(route, reading);
    return blind ? [{ ...route.source, severity: 'S2', text: message('isolation.route.blind', { prefix, port }) }] : [];
  }
  if (declaration.routers.has(nextHop.split('%')[0] ?? '')) return [];
  const severity = inside.sideOf(nextHop) === 'global' ? 'S1' : 'S2';
  const source = route.nextHopSource ?? route.source;
  return [{ ...source, severity, text: message('isolation.route.next-hop', { prefix, nextHop, port }) }];
}

import type { SeenPeer } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import type { IsolationCheck, Scene } from '../model.ts';
import { declaredRole, deviceOfPeer, isNetworkGear } from '../port-roles.ts';
import { foundAt } from './found.ts';
import { tableCheck } from './table-check.ts';

/** What a terminal has no business being. */
const passing: ReadonlySet<string> = new Set(['wlanAccessPoint', 'router', 'bridge', 'docsisCableDevice']);

/** ISO-04: a neighbour that nobody declared announces itself by LLDP or CDP, or a declared one where it should not be. */
export const iso04: IsolationCheck = tableCheck({
  id: 'ISO-04',
  severity: 'S2',
  clauses: ['8.1.3.1 b)', '8.1.3.1 d)'],
  needs: () => ['peers'],
  look: (reading, scene) =>
    reading.peers.rows.flatMap((peer) => {
      const wrong = whatIsWrong(peer, reading.deviceId, scene);
      if (wrong === undefined) return [];
      const { port, protocol, chassisId, sysName, capabilities } = peer;
      const name = [sysName, chassisId].filter((part) => part !== '').join(' ');
      const text = message(wrong, { port, name, protocol, capabilities: capabilities.join(', ') || '-' });
      return [foundAt(reading.deviceId, peer.source, 'S2', text)];
    }),
});

function whatIsWrong(peer: SeenPeer, deviceId: string, scene: Scene): string | undefined {
  const owners = [peer.chassisId, peer.portId].map((mac) => scene.stations.ownerOf(mac));
  const role = declaredRole(scene.declaration, deviceId, peer.port);
  const terminal = owners.find((owner) => owner?.kind === 'terminal');
  const passes = peer.capabilities.some((capability) => passing.has(capability));
  if (terminal !== undefined) return passes ? 'isolation.ISO-04.passing-terminal' : undefined;
  const device = deviceOfPeer(peer, scene);
  // A name is soon given: gear that says it is ours at a terminal's port is not where ours is.
  if (device !== undefined) {
    const misplaced = (role === 'access' || role === 'unused') && isNetworkGear(device);
    return misplaced ? 'isolation.ISO-04.gear-at-access' : undefined;
  }
  if (owners.some((owner) => owner !== undefined)) return undefined;
  return 'isolation.ISO-04.foreign';
}

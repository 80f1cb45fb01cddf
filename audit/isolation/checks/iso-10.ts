import type { IsolationReading, SeenInterface, SeenTunnel } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { judgeDevice, portOf } from '../evidence.ts';
import { insideOf } from '../inside.ts';
import type { CheckFinding, Declaration, IsolationCheck } from '../model.ts';

/** IANAifType tunnel and sixToFour. */
const tunnelTypes: ReadonlySet<number> = new Set([131, 215]);
/** Tunnels that call themselves Ethernet, virtual or other. */
const tunnelNames =
  /^(?:tun|tap|tunl|tunnel|gre|gretap|ipip|sit|ip6tnl|ip6gre|vti|wg|ipsec|l2tp|pptp|sslvpn|svpn|vpntun)[-_ ]?\d+$/i;

/** A tunnel that is up with a far end that nobody declared, or that cannot be told. One that is down is no tunnel. */
export const iso10: IsolationCheck = {
  id: 'ISO-10',
  severity: 'S1',
  clauses: ['8.1.3.1 a)'],
  evidence: 'tables',
  needed: false,
  judge: (scene) =>
    scene.devices.map((seen) =>
      judgeDevice(iso10, scene, seen, {
        needed: ['interfaces'],
        beside: ['tunnels'],
        find: (reading) => findings(reading, seen.device.id, scene.declaration),
      }),
    ),
};

function findings(reading: IsolationReading, deviceId: string, declaration: Declaration): readonly CheckFinding[] {
  const isAllowed = (port: string): boolean => declaration.allowedMedia.has(`${deviceId}/${port}`);
  const up = reading.interfaces.rows.filter((row) => row.operStatus === 'up' && isTunnel(row));
  const down = new Set(
    reading.interfaces.rows.filter((row) => row.operStatus === 'down').map(({ ifIndex }) => ifIndex),
  );
  // A tunnel's own table knows the far end; it counts unless it or its interface is down.
  const known = reading.tunnels.rows.filter(
    (row) => row.up !== false && !(row.ifIndex !== undefined && down.has(row.ifIndex)),
  );
  const told = new Set(known.map(({ ifIndex }) => ifIndex));
  return [
    ...known
      .filter(({ ifIndex }) => !isAllowed(portOf(reading, ifIndex)))
      .flatMap((row) => farEnd(row, portOf(reading, row.ifIndex), declaration)),
    ...up
      .filter(({ ifIndex, name }) => !told.has(ifIndex) && !isAllowed(name))
      .map(({ source, name: port }): CheckFinding => {
        return { ...source, severity: 'S2', text: message('isolation.tunnel.unknown', { port }) };
      }),
  ];
}

function isTunnel({ ifType, name, description }: SeenInterface): boolean {
  return tunnelTypes.has(ifType) || tunnelNames.test(name) || tunnelNames.test(description);
}

function farEnd(
  { remoteAddress, source }: SeenTunnel,
  port: string,
  declaration: Declaration,
): readonly CheckFinding[] {
  if (remoteAddress === undefined)
    return [{ ...source, severity: 'S2', text: message('isolation.tunnel.unknown', { port }) }];
  if (declaration.tunnelPeers.has(remoteAddress)) return [];
  const severity = insideOf(declaration).sideOf(remoteAddress) === 'inner' ? 'S2' : 'S1';
  return [{ ...source, severity, text: message('isolation.tunnel.peer', { port, address: remoteAddress }) }];
}

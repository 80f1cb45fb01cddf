import type { Plan, PlannedDevice } from '../city/plan/model.ts';
import type { World } from '../faults/world.ts';

/** Whether what stands at a point gets to a device and back. */
export type Reach = (deviceId: string) => boolean;

const nowhere: Reach = () => false;

/**
 * Walks from a point's access switches (its UTM, where it has none) along every cable over which light goes both ways. Switches pass
 * on what they get, a UTM only what is its own point's, hosts nothing. No switch at the point: nobody gets anywhere.
 */
export function reachFrom(pointId: string, plan: Plan, world: World): Reach {
  const here = [...plan.devices.values()].filter(({ device }) => device.pointId === pointId);
  const switches = here.filter(({ role }) => role === 'access');
  const starts = switches.length > 0 ? switches : here.filter(({ role }) => role === 'utm');
  const reached = new Set(starts.map(({ device }) => device.id).filter((id) => world.hasPower(id)));
  if (reached.size === 0) return nowhere;
  for (const deviceId of reached) {
    const planned = plan.devices.get(deviceId);
    if (planned === undefined || !passesOn(planned, pointId)) continue;
    for (const { cableId } of planned.ports) {
      const cable = cableId === undefined ? undefined : plan.cables.get(cableId);
      if (cable?.b === undefined || cable.kind === 'heartbeat' || !world.passes(cable)) continue;
      reached.add(cable.a.deviceId === deviceId ? cable.b.deviceId : cable.a.deviceId);
    }
  }
  return (deviceId) => reached.has(deviceId);
}

function passesOn({ role, device }: PlannedDevice, pointId: string): boolean {
  if (role === 'utm') return device.pointId === pointId;
  return role !== 'host';
}

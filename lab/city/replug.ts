import type { CableMove } from '../faults/model.ts';
import type { Cable, Plan, Port } from './plan/model.ts';

/** Plugs the cables of a plan as the faults say. */
export interface PatchPanel {
  /** Puts the moves in force, in place of those before; gives the ports whose cable is another now. */
  apply(moves: readonly CableMove[]): readonly Port[];
}

/** Remembers how the plan was wired at first, so that a move can be taken back. The plan's cables change in place. */
export function createPatchPanel(plan: Plan): PatchPanel {
  const { cables } = plan;
  const first = new Map(cables);
  const ports = new Map<string, Port>();
  for (const { ports: mine } of plan.devices.values()) {
    for (const port of mine) ports.set(`${port.deviceId}/${port.name}`, port);
  }
  return {
    apply(moves) {
      const before = new Map([...ports.values()].map((port) => [port, port.cableId]));
      const at = new Map<Port, string>();
      for (const cable of first.values()) for (const end of endsOf(cable)) at.set(end, cable.id);
      /** Where each cable end of the first wiring is plugged now. */
      const now = new Map([...at.keys()].map((port) => [port, port]));
      for (const { from, to } of moves) {
        const [a, b] = [ports.get(from), ports.get(to)];
        if (a === undefined || b === undefined) continue;
        for (const [end, where] of now) if (where === a || where === b) now.set(end, where === a ? b : a);
      }
      for (const port of ports.values()) port.cableId = undefined;
      for (const cable of first.values()) {
        const a = now.get(cable.a) ?? cable.a;
        const b = cable.b === undefined ? undefined : (now.get(cable.b) ?? cable.b);
        cables.set(cable.id, { ...cable, a, b });
        a.cableId = cable.id;
        if (b !== undefined) b.cableId = cable.id;
      }
      return [...before].filter(([port, cableId]) => port.cableId !== cableId).map(([port]) => port);
    },
  };
}

function endsOf({ a, b }: Cable): readonly Port[] {
  return b === undefined ? [a] : [a, b];
}

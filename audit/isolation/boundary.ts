import { borderOf, type Inside } from './inside.ts';
import type { Declaration, DeclaredBoundary } from './model.ts';

const borders = new WeakMap<DeclaredBoundary, Inside>();

/** Whether something lies behind a declared boundary at this very port; what else the port carries is ISO-55's to say. */
export function isBehindBoundary(
  declaration: Declaration,
  { deviceId, port, what }: { readonly deviceId: string; readonly port: string; readonly what: string },
): boolean {
  return declaration.boundaries.some((boundary) => {
    if (boundary.deviceId !== deviceId || boundary.interfaceName !== port) return false;
    let border = borders.get(boundary);
    if (border === undefined) {
      border = borderOf(boundary.prefixes);
      borders.set(boundary, border);
    }
    return (what.includes('/') ? border.sideOfBlock(what) : border.sideOf(what)) === 'inner';
  });
}

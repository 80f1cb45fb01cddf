import type { Mistakes } from '../mistakes/mistakes.ts';
import type { Device, Link, Point } from '../model.ts';
import type { Entries } from './entries.ts';

/**
 * Finds points that lack a UTM, a switch, a link or a primary link. Where a line that could not be understood names the
 * point, what it lacks may only be misspelt there, and nothing is said twice.
 */
export function checkCompleteness({
  points,
  devices,
  links,
  mistakes,
}: {
  points: Entries<Point>;
  devices: Entries<Device>;
  links: Entries<Link>;
  mistakes: Mistakes;
}): void {
  const kinds = new Set([...devices.all()].map(({ value }) => `${value.locationId} ${value.kind}`));
  const roles = new Set([...links.all()].map(({ value }) => `${value.pointId} ${value.role}`));
  for (const { value: point, row } of points.all()) {
    if (!devices.mayMention(point.id)) {
      if (!kinds.has(`${point.id} utm`)) mistakes.add(row.place('id'), 'point-without-utm', { value: point.id });
      if (!kinds.has(`${point.id} switch`)) mistakes.add(row.place('id'), 'point-without-switch', { value: point.id });
    }
    if (links.mayMention(point.id) || roles.has(`${point.id} primary`)) continue;
    const code = roles.has(`${point.id} backup`) ? 'point-without-primary' : 'point-without-link';
    mistakes.add(row.place('id'), code, { value: point.id });
  }
}

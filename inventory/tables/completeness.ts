import type { MistakeCode, Mistakes } from '../mistakes/mistakes.ts';
import type { Device, Link, Point } from '../model.ts';
import type { Entries, Entry } from './entries.ts';

interface Declared {
  readonly points: Entries<Point>;
  readonly devices: Entries<Device>;
  readonly links: Entries<Link>;
}

/**
 * Finds points that lack a UTM, a switch, a link or a primary link. What a line with mistakes may explain is not said
 * twice: neither a point that such a line names, nor as many points as there are such entries without a place.
 */
export function checkCompleteness({ points, devices, links, mistakes }: Declared & { mistakes: Mistakes }): void {
  const placed = [...devices.all()].map(({ value }) => ({ at: value.locationId, what: value.kind }));
  const linked = [...links.all()].map(({ value }) => ({ at: value.pointId, what: value.role }));
  for (const kind of ['utm', 'switch'] as const) {
    report({ points, found: placed, others: devices, what: kind, code: () => `point-without-${kind}`, mistakes });
  }
  const withBackup = new Set(linked.filter(({ what }) => what === 'backup').map(({ at }) => at));
  const code = (point: string): MistakeCode => (withBackup.has(point) ? 'point-without-primary' : 'point-without-link');
  report({ points, found: linked, others: links, what: 'primary', code, mistakes });
}

function report({
  points,
  found,
  others,
  what,
  code,
  mistakes,
}: {
  points: Entries<Point>;
  found: readonly { readonly at: string; readonly what: string }[];
  others: { mayMention(id: string): boolean };
  what: string;
  code: (point: string) => MistakeCode;
  mistakes: Mistakes;
}): void {
  const having = new Set(found.filter((one) => one.what === what).map(({ at }) => at));
  const homeless = found.filter((one) => one.what === what && one.at === '').length;
  const lacking: Entry<Point>[] = [...points.all()].filter(
    ({ value: { id } }) => !having.has(id) && !others.mayMention(id),
  );
  if (lacking.length <= homeless) return;
  for (const { value, row } of lacking) mistakes.add(row.place('id'), code(value.id), { value: value.id });
}

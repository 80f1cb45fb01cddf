import type { StateChange } from '../../audit/index.ts';
import type { Clock } from '../../core/index.ts';
import type { Finding } from '../conditions/finding.ts';
import { type Flapping, flapping } from '../conditions/flapping.ts';
import type { Incident } from '../incident.ts';
import type { Register } from '../register.ts';
import type { Suppression } from '../suppression.ts';
import { suppresses } from '../traits.ts';
import type { Flaps } from './flaps.ts';

/**
 * One incident for each element that flaps: an outage of it that is open and stays so until it has been quiet, or one that says that it
 * flaps, which gives way to the outage as soon as it is down for as long as any other. Raising is never delayed by it.
 */
export function createFlapAlerts(deps: {
  readonly flaps: Flaps;
  readonly register: Pick<Register, 'open' | 'openOf'>;
  readonly suppression: Pick<Suppression, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly raise: (finding: Finding, firstSeenAt: number) => void;
  readonly release: (finding: Finding) => void;
}) {
  const { flaps, register, suppression, clock, raise, release } = deps;
  const isOut = (root: Flapping): boolean =>
    (register.openOf('link-down', root) ?? register.openOf('device-unreachable', root)) !== undefined;

  return {
    /** After the polls' own findings were taken. */
    observe(changes: readonly StateChange[]): void {
      for (const root of flaps.observe(changes))
        if (!isOut(root)) raise(flapping(root, 'bad', clock.now()), clock.now());
    },
    /** What has been quiet for long enough is over. */
    tick(): void {
      const open = register.open().map(({ incident }) => incident);
      for (const { condition, root } of [...open, ...suppression.list()])
        if (condition === 'flapping' && !flaps.holds(root)) release(flapping(root, 'good', clock.now()));
    },
    /** An outage of it is not over yet, although polls say so. */
    holds: ({ condition, root }: Pick<Incident, 'condition' | 'root'>): boolean =>
      suppresses(condition) && flaps.holds(root),
    /** Troubles that outlasted announced work, outages first: of an element that is out nobody has to hear that it flaps. */
    inOrder<T extends { readonly finding: Finding }>(outlasting: readonly T[]): readonly T[] {
      const isFlapping = ({ finding }: T): boolean => finding.condition === 'flapping';
      const outages = outlasting.filter((one) => !isFlapping(one));
      const out = new Set(outages.map(({ finding: { root } }) => `${root.kind} ${root.id}`));
      const flappingAlone = outlasting.filter(
        (one) => isFlapping(one) && !isOut(one.finding.root) && !out.has(one.finding.source),
      );
      return [...outages, ...flappingAlone];
    },
  };
}

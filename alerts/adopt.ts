import type { ConditionName } from './incident.ts';
import type { Kept } from './register.ts';

/** Conditions that each poll tells anew: what is still bad is said again within a period. */
const toldByPolls: ReadonlySet<ConditionName> = new Set<ConditionName>([
  'link-down',
  'device-unreachable',
  'high-error-rate',
  'high-utilisation',
  'poll-gap',
  'service-down',
  'service-slow',
  'rule',
]);

/** What becomes of the incidents that this instance judged by itself, when it takes up those that another one decided. */
export interface Adoption {
  /** Seen here, decided there under another number: the sources of both hold it open. */
  readonly joined: readonly { readonly decided: Kept; readonly sources: readonly string[] }[];
  /** Seen here alone, and told anew by the next poll: raised then if it still stands, as the other one may just have seen it end. */
  readonly awaited: readonly Kept[];
  /** Seen here alone, and nothing will say it again: raised now. */
  readonly raised: readonly Kept[];
}

/** Compares what was seen with what is decided. A restart is told once, by whoever saw it first. */
export function adopt(seen: readonly Kept[], decidedOf: (seen: Kept) => Kept | undefined): Adoption {
  const joined: Adoption['joined'][number][] = [];
  const alone: Kept[] = [];
  for (const kept of seen) {
    const decided = decidedOf(kept);
    if (decided === undefined) alone.push(kept);
    else joined.push({ decided, sources: [...new Set([...decided.sources, ...kept.sources])] });
  }
  const byPolls = ({ incident }: Kept): boolean => toldByPolls.has(incident.condition);
  return {
    joined,
    awaited: alone.filter(byPolls),
    raised: alone.filter((kept) => !byPolls(kept) && kept.incident.condition !== 'device-rebooted'),
  };
}

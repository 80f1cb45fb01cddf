import { isDeepStrictEqual } from 'node:util';
import type { ElementRef, StateChange, StateView } from '../audit/index.ts';
import { affectedBy, mayBeAffected, refKey, sameRefs, severityOf, unionOfRefs } from './affected.ts';
import type { Finding } from './conditions/finding.ts';
import type { Incident, IncidentLosses, Severity } from './incident.ts';
import { downPairsOf, lossesNow, mayMatter, unionOfLosses } from './losses.ts';
import { severities, suppresses } from './traits.ts';

/** How far an incident reaches. */
export type Extent = Pick<Incident, 'affected' | 'severity' | 'losses'>;

/** Keeps how far open incidents reach: what is behind their root, and which services which points lose by it. */
export interface Scope {
  /** Of a trouble that becomes an incident now. */
  first(finding: Finding): Extent;
  /** Open incidents that reach another way after these changes; an extent is never milder than it once was. */
  follow(changes: readonly StateChange[]): readonly { readonly id: string; readonly extent: Extent }[];
  /** Everything that an incident ever affected: the record of it when it clears. It is forgotten here. */
  last(incident: Incident): Pick<Incident, 'affected' | 'losses'>;
  /** States may be others from now on. */
  turnOver(): void;
  /** After the city changed. */
  apply(): void;
  /** Nothing is known of any incident. */
  reset(): void;
}

export function createScope(states: StateView, open: () => readonly Incident[]): Scope {
  const candidates = new Map<string, ReadonlyMap<string, ElementRef>>();
  /** What open incidents affected since they were raised, or since the last start. */
  const ever = new Map<string, Pick<Incident, 'affected' | 'losses'>>();

  let seen: { readonly key: string; readonly losses: ReturnType<typeof lossesNow> } | undefined;

  const maybeOf = ({ condition, root }: Pick<Incident, 'condition' | 'root'>): ReadonlyMap<string, ElementRef> =>
    suppresses(condition) ? mayBeAffected(root, states) : new Map();

  const candidatesOf = (incident: Incident): ReadonlyMap<string, ElementRef> => {
    const known = candidates.get(incident.id) ?? maybeOf(incident);
    candidates.set(incident.id, known);
    return known;
  };

  /** In one turn states are what they are: a storm looks at the whole city once, not once for each incident. */
  const lossesOf = (
    troubles: readonly Pick<Incident, 'condition' | 'root' | 'topic'>[],
  ): ReturnType<typeof lossesNow> => {
    const downPairs = downPairsOf(troubles);
    const key = [...downPairs].sort().join(' ');
    if (seen?.key !== key) seen = { key, losses: lossesNow(states, downPairs) };
    return seen.losses;
  };

  const extentOf = (
    { condition, severity }: Pick<Incident, 'condition'> & { readonly severity?: Severity | undefined },
    affected: readonly ElementRef[],
    losses: IncidentLosses | undefined,
  ): Extent => {
    const isLost = losses !== undefined && losses.views > 0;
    const usual = severities[condition] ?? (isLost ? 'critical' : severityOf(affected, states));
    return { affected, severity: severity ?? usual, ...(losses === undefined ? {} : { losses }) };
  };

  return {
    first(finding) {
      const affected = finding.affected ?? affectedBy(finding.root, maybeOf(finding), states);
      return extentOf(finding, affected, finding.losses ?? lossesOf([...open(), finding])(finding));
    },
    follow(changes) {
      const some = changes.filter(({ after }) => after.kind !== 'interface');
      const keys = some.map(({ after }) => refKey(after));
      if (keys.length === 0) return [];
      const all = open();
      let losses: ReturnType<typeof lossesNow> | undefined;
      return all.flatMap((incident) => {
        const maybe = candidatesOf(incident);
        const isBehind = keys.some((key) => maybe.has(key));
        const matters = some.some((change) => mayMatter(change, incident, states));
        if (!isBehind && !matters) return [];
        // Once the root recovers, or cannot be seen, the list stands: it is the record of what was lost.
        const { kind, id } = incident.root;
        if (kind !== 'pair' && states.peek(kind, id)?.state !== 'down') return [];
        const affected = isBehind ? affectedBy(incident.root, maybe, states) : incident.affected;
        losses ??= lossesOf(all);
        const now = matters ? losses(incident) : incident.losses;
        if (sameRefs(affected, incident.affected) && isDeepStrictEqual(now, incident.losses)) return [];
        const before = ever.get(incident.id) ?? incident;
        const union = unionOfLosses(before.losses, now);
        const whole = unionOfRefs(before.affected, affected);
        ever.set(incident.id, { affected: whole, ...(union === undefined ? {} : { losses: union }) });
        const extent = extentOf({ condition: incident.condition }, affected, now);
        const isWorse = extent.severity === 'critical' && severities[incident.condition] === undefined;
        return [
          { id: incident.id, extent: { ...extent, losses: now, severity: isWorse ? 'critical' : incident.severity } },
        ];
      });
    },
    last(incident) {
      candidates.delete(incident.id);
      const before = ever.get(incident.id);
      ever.delete(incident.id);
      // What comes back before its root does was lost all the same.
      const losses = unionOfLosses(incident.losses, before?.losses);
      const affected = unionOfRefs(incident.affected, before?.affected ?? []);
      return { affected, ...(losses === undefined ? {} : { losses }) };
    },
    turnOver() {
      seen = undefined;
    },
    apply() {
      seen = undefined;
      candidates.clear();
    },
    reset() {
      seen = undefined;
      candidates.clear();
      ever.clear();
    },
  };
}

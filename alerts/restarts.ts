import { type Clock, message } from '../core/index.ts';
import type { City } from '../inventory/index.ts';
import { refKey } from './affected.ts';
import { sharedRestart, togetherWith } from './conditions/device-rebooted.ts';
import type { Finding } from './conditions/finding.ts';
import type { Incident, IncidentChange, IncidentEvent } from './incident.ts';
import type { Kept, Register } from './register.ts';
import { bounds } from './settings.ts';
import { suppresses } from './traits.ts';

/** Restarts become a note of the outage that they explain, an incident, or part of one of their district. */
export function createRestarts(deps: {
  readonly register: Register;
  readonly clock: Clock;
  readonly city: () => City;
  readonly raise: (finding: Finding, firstSeenAt: number) => void;
  readonly tell: (change: IncidentChange) => void;
  readonly update: (id: string, patch: Partial<Omit<Incident, 'id' | 'history'>>, event: IncidentEvent) => void;
  readonly clear: (kept: Kept, extra?: Pick<IncidentEvent, 'note' | 'message'>) => void;
}) {
  const { register, clock, city, raise, tell, update, clear } = deps;

  /** Alone it is the device's; with others of its district it is one incident of the district. */
  function restartOf(finding: Finding): void {
    const now = clock.now();
    const open = register.open().map(({ incident }) => incident);
    const shared = sharedRestart(finding, open, { city: city(), now });
    if (shared === undefined) {
      raise(finding, finding.at);
      return;
    }
    const together = togetherWith(finding, shared, city());
    if (shared.root.kind === 'district') {
      update(shared.id, together, { at: now, what: 'affected-changed', message: finding.summary });
      return;
    }
    const { condition, severity, firstSeenAt } = shared;
    const change = register.raise({ condition, severity, firstSeenAt, ...together }, finding.source, now);
    tell(change);
    const first = register.get(shared.id);
    if (first !== undefined)
      clear(first, { note: change.incident.id, message: message('alerts.folded', { incident: change.incident.id }) });
  }

  return {
    restarted(finding: Finding): void {
      const known = register.open().find(({ incident }) => {
        if (incident.condition !== 'device-rebooted' && !suppresses(incident.condition)) return false;
        return [incident.root, ...incident.affected].some((ref) => refKey(ref) === refKey(finding.root));
      });
      // A restart explains an open outage, it is no second one.
      if (known !== undefined)
        update(known.incident.id, {}, { at: clock.now(), what: 'note', message: finding.summary });
      else restartOf(finding);
    },
    /** Those that have been shown for long enough are over. */
    end(): void {
      for (const kept of register.open()) {
        const { condition, raisedAt } = kept.incident;
        if (condition === 'device-rebooted' && clock.now() - raisedAt >= bounds.rebootShownMs) clear(kept);
      }
    },
  };
}

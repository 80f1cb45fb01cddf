import type { ElementRef } from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { sortRefs } from '../affected.ts';
import type { Incident } from '../incident.ts';
import { bounds } from '../settings.ts';
import type { Finding, PollInput } from './finding.ts';

/** A restart that the rates recognised: told at once, as information; it clears by itself after `bounds.rebootShownMs`. */
export function deviceRebooted({ restart }: PollInput): Finding | undefined {
  if (restart === undefined) return undefined;
  const params = { device: restart.deviceId, evidence: restart.evidence.join(', ') };
  return {
    condition: 'device-rebooted',
    source: restart.deviceId,
    root: { kind: 'device', id: restart.deviceId },
    reading: 'bad',
    at: restart.at,
    raiseAfter: 1,
    summary: message('alerts.device-rebooted.summary', params),
    remedy: message('alerts.device-rebooted.remedy', params),
  };
}

/**
 * The open incident of restarts in the same district that a restart at `now` belongs to: a power cut is one trouble, not fifty.
 * That of several devices takes all that restart while it is open.
 */
export function sharedRestart(
  { root }: Pick<Finding, 'root'>,
  open: readonly Incident[],
  { city, now }: { readonly city: City; readonly now: EpochMs },
): Incident | undefined {
  const districtOf = (ref: ElementRef) => (ref.kind === 'district' ? ref.id : city.devices.get(ref.id)?.districtId);
  const district = districtOf(root);
  const ofDistrict = open.filter(
    (incident) => incident.condition === 'device-rebooted' && districtOf(incident.root) === district,
  );
  return (
    ofDistrict.find((incident) => incident.root.kind === 'district') ??
    ofDistrict.find(({ raisedAt }) => now - raisedAt <= bounds.restartsTogetherMs)
  );
}

/** One more device that restarted with those of `incident`: all of them, and the words for them. */
export function togetherWith(
  { root }: Pick<Finding, 'root'>,
  incident: Pick<Incident, 'root' | 'affected'>,
  { devices }: City,
): Pick<Incident, 'root' | 'affected' | 'summary' | 'remedy'> {
  const others = incident.root.kind === 'device' ? [incident.root] : incident.affected;
  const affected = sortRefs([...others, root]);
  const district = devices.get(root.id)?.districtId ?? '';
  const params = { district, count: affected.length };
  return {
    root: { kind: 'district', id: district },
    affected,
    summary: message('alerts.device-rebooted.many.summary', params),
    remedy: message('alerts.device-rebooted.many.remedy', params),
  };
}

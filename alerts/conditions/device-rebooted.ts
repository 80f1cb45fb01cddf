import { message } from '../../core/index.ts';
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

import { message } from '../../core/index.ts';
import type { Finding, PollInput } from './finding.ts';

/**
 * A device is judged down only after enough silent polls through a path that is proven alive, so the state alone
 * raises; the counting is the state's. What is silent behind something dead is that thing's incident. Answering
 * polls clear, also those that refuse our credentials: the device is reachable.
 */
export function deviceUnreachable(input: PollInput): readonly Finding[] {
  const { observation, states } = input;
  const findings: Finding[] = [];
  for (const { after } of input.changes) {
    if (after.kind === 'device' && after.state === 'down') findings.push(finding(after.id, 'bad', input));
  }
  const { deviceId } = observation;
  if (observation.outcome !== 'silent') {
    if (input.tracked('device-unreachable', deviceId)) findings.push(finding(deviceId, 'good', input));
  } else if (states.peek('device', deviceId)?.state === 'down') {
    findings.push(finding(deviceId, 'bad', input));
  }
  return findings;
}

function finding(deviceId: string, reading: Finding['reading'], input: PollInput): Finding {
  const device = input.states.topology.city.devices.get(deviceId);
  const params = {
    device: deviceId,
    kind: `key:alerts.device-kind.${device?.kind ?? 'other'}`,
    address: device?.address ?? '',
    location: device?.locationId ?? '',
    polls: input.settings.raiseAfterPolls,
  };
  return {
    condition: 'device-unreachable',
    source: deviceId,
    root: { kind: 'device', id: deviceId },
    reading,
    at: input.observation.finishedAt,
    raiseAfter: 1,
    summary: message('alerts.device-unreachable.summary', params),
    remedy: message('alerts.device-unreachable.remedy', params),
  };
}

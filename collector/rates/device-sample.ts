import type { Observation } from '../observation.ts';
import type { Sample } from './model.ts';

/** A share between 0 and 1, or nothing where the agent told nonsense. */
function ratio(used: number | undefined, total: number | undefined): number | undefined {
  if (used === undefined || total === undefined || !(total > 0)) return undefined;
  const share = used / total;
  return share >= 0 && share <= 1 ? share : undefined;
}

/** A finite value that is not negative, or nothing. */
function amount(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/**
 * The device's own sample, in the order of `deviceMetrics`. `answered` is 1 where the poll brought data, whole or in
 * part; an agent that refuses us counts as 0. `upTimeWraps` adds the turns of sysUpTime that were seen.
 */
export function deviceSample(observation: Observation, upTimeWraps: number): Sample {
  const { outcome, identity, host } = observation;
  const ticks = identity === undefined ? undefined : identity.sysUpTimeTicks + upTimeWraps * 2 ** 32;
  const shares = (host?.storage ?? []).map((area) => ratio(area.usedBytes, area.totalBytes) ?? -1);
  const fullest = Math.max(-1, ...shares);
  return {
    entityKind: 'device',
    entityId: observation.deviceId,
    at: observation.finishedAt,
    values: [
      outcome === 'answered' || outcome === 'partial' ? 1 : 0,
      Math.max(0, observation.finishedAt - observation.startedAt) / 1000,
      ticks === undefined ? undefined : ticks / 100,
      ratio(host?.cpuRatio, 1),
      ratio(host?.memoryUsedBytes, host?.memoryTotalBytes),
      amount(host?.loadAverage1),
      fullest < 0 ? undefined : fullest,
    ],
  };
}

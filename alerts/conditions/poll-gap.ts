import type { Observation } from '../../collector/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Finding } from './finding.ts';

/** When a device was last polled at all, and when a poll last brought something usable. */
export interface PollRecord {
  readonly polledAt: EpochMs;
  readonly usableAt: EpochMs;
  readonly outcome: Observation['outcome'] | 'none';
}

export function afterObservation(before: PollRecord | undefined, poll: Observation): PollRecord {
  const usable = poll.outcome === 'answered' || poll.outcome === 'partial';
  return {
    polledAt: poll.finishedAt,
    usableAt: usable ? poll.finishedAt : (before?.usableAt ?? poll.finishedAt),
    outcome: poll.outcome,
  };
}

/** More than this share of the devices without polls means that the collector stands still, not the devices. */
const collectorStoppedShare = 0.5;
/** It moves again when fewer than this share wait. */
const collectorMovesShare = 0.1;
export const collectorSource = 'collector';

/**
 * Gaps in what should have been polled. The collector standing still is one incident, whose root is the city.
 * A device that is silent has been polled: that is no gap. One that refuses us gives nothing usable: that is one.
 */
export function pollGaps(input: {
  readonly city: City;
  readonly records: ReadonlyMap<string, PollRecord>;
  readonly now: EpochMs;
  readonly gapAfterMs: number;
  readonly periodMs: number;
  readonly collectorRaised: boolean;
  /** When the collector last began to move again: devices are given a gap's time from there. */
  readonly movingSince: EpochMs;
}): readonly Finding[] {
  const { city, records, now, gapAfterMs } = input;
  const old = (at: EpochMs): boolean => now - at > gapAfterMs;
  // Polls are spread over a period: only one period later is it clear whether all wait or one alone.
  const oldAlone = (at: EpochMs): boolean => now - Math.max(at, input.movingSince) > gapAfterMs + input.periodMs;
  let waiting = 0;
  let oldestAt = now;
  for (const record of records.values()) {
    if (!old(record.polledAt)) continue;
    waiting += 1;
    oldestAt = Math.min(oldestAt, record.polledAt);
  }
  const share = records.size === 0 ? 0 : waiting / records.size;
  const stopped = input.collectorRaised ? share >= collectorMovesShare : share > collectorStoppedShare;
  const collector = collectorFinding(city, stopped ? 'bad' : 'good', stopped ? oldestAt : now);
  if (stopped) return [collector];
  if (input.collectorRaised) return [collector];
  const findings: Finding[] = [];
  for (const [deviceId, record] of records) {
    const missing = oldAlone(record.polledAt) || (record.outcome === 'refused' && oldAlone(record.usableAt));
    if (missing && record.outcome !== 'silent') findings.push(deviceGap(deviceId, 'bad', record));
  }
  return findings;
}

/** The collector, or Fangzhou itself, stood still since `at`. */
export function collectorFinding(city: City, reading: Finding['reading'], at: EpochMs): Finding {
  return {
    condition: 'poll-gap',
    source: collectorSource,
    root: { kind: 'district', id: city.id },
    reading,
    at,
    raiseAfter: 1,
    clearAfter: 1,
    summary: message('alerts.poll-gap.collector.summary'),
    remedy: message('alerts.poll-gap.collector.remedy'),
  };
}

export function deviceGap(deviceId: string, reading: Finding['reading'], record: PollRecord): Finding {
  const kind = record.outcome === 'refused' ? 'refused' : 'missed';
  return {
    condition: 'poll-gap',
    source: deviceId,
    root: { kind: 'device', id: deviceId },
    reading,
    at: reading === 'bad' ? record.usableAt : record.polledAt,
    raiseAfter: 1,
    summary: message(`alerts.poll-gap.${kind}.summary`, { device: deviceId }),
    remedy: message(`alerts.poll-gap.${kind}.remedy`, { device: deviceId }),
  };
}

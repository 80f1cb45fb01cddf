import type { StateView } from '../audit/index.ts';
import type { Observation } from '../collector/index.ts';
import type { Clock, EpochMs } from '../core/index.ts';
import type { Finding } from './conditions/finding.ts';
import {
  afterObservation,
  collectorFinding,
  collectorSource,
  deviceGap,
  type PollRecord,
  pollGaps,
} from './conditions/poll-gap.ts';
import type { ConditionName } from './incident.ts';
import type { AlertSettings } from './settings.ts';

type Tracked = (condition: ConditionName, source: string) => boolean;

/** Remembers when each device was last polled, for the poll-gap condition. One record per device that has an agent. */
export interface PollWatch {
  /** Counting starts now, or where the last run's samples ended when that is long ago. */
  start(lastSampleAt: EpochMs | undefined): readonly Finding[];
  observe(observation: Observation, tracked: Tracked): readonly Finding[];
  tick(tracked: Tracked): readonly Finding[];
  /** Takes the devices of a changed city. */
  apply(): void;
}

export function createPollWatch(deps: {
  readonly states: StateView;
  readonly settings: AlertSettings;
  readonly clock: Clock;
}): PollWatch {
  const { states, settings, clock } = deps;
  const gapAfterMs = () => settings.periodSeconds * settings.staleAfterPeriods * 1000;
  let movingSince: EpochMs = clock.now();
  const records = new Map<string, PollRecord>();
  const takeDevices = (at: EpochMs): void => {
    const { devices } = states.topology.city;
    for (const id of records.keys()) if (!devices.has(id)) records.delete(id);
    for (const device of devices.values()) {
      if (device.snmp !== 'none' && !records.has(device.id)) {
        records.set(device.id, { polledAt: at, usableAt: at, outcome: 'none' });
      }
    }
  };
  takeDevices(clock.now());
  return {
    start(lastSampleAt) {
      const now = clock.now();
      records.clear();
      takeDevices(now);
      if (lastSampleAt === undefined || now - lastSampleAt <= gapAfterMs()) return [];
      records.clear();
      takeDevices(lastSampleAt);
      return [collectorFinding(states.topology.city, 'bad', lastSampleAt)];
    },
    observe(observation, tracked) {
      const { deviceId } = observation;
      if (!states.topology.city.devices.has(deviceId)) return [];
      const record = afterObservation(records.get(deviceId), observation);
      records.set(deviceId, record);
      const usable = record.usableAt === record.polledAt && record.outcome !== 'silent';
      return usable && tracked('poll-gap', deviceId) ? [deviceGap(deviceId, 'good', record)] : [];
    },
    tick(tracked) {
      const now = clock.now();
      const collectorRaised = tracked('poll-gap', collectorSource);
      if (collectorRaised) movingSince = now;
      return pollGaps({
        city: states.topology.city,
        records,
        now,
        gapAfterMs: gapAfterMs(),
        periodMs: settings.periodSeconds * 1000,
        collectorRaised,
        movingSince,
      });
    },
    apply: () => takeDevices(clock.now()),
  };
}

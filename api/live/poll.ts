import type { Observation } from '../../collector/index.ts';
import { elementNow, isoTime } from '../views/element.ts';
import { type Views, wireInterfaces } from '../views/views.ts';
import type { WireDevicePoll } from '../wire.ts';

/** A poll as those who watch the device get it: interfaces as last told, so that a silent device keeps its rows. */
export function wireDevicePoll(views: Views, observation: Observation): WireDevicePoll {
  const { deviceId, finishedAt, outcome } = observation;
  return {
    deviceId,
    at: isoTime(finishedAt),
    outcome,
    device: elementNow(views, 'device', deviceId),
    interfaces: wireInterfaces(views, deviceId),
  };
}

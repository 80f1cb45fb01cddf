import type { Clock, Log } from '../../core/index.ts';
import type { Place } from './device.ts';

/** How fast devices are polled; may change with a reload. */
export interface Pace {
  /** Time between two polls of one device. */
  readonly periodMs: number;
  /** Polls that run at the same time, at most. */
  readonly concurrency: number;
  /** Polls within one group (a point) that run at the same time, at most, so that a weak UTM is not hurt. Default: no limit. */
  readonly groupConcurrency?: number;
}

export interface SchedulerOptions extends Pace {
  readonly clock: Clock;
  readonly log: Log;
  /** Polls one device. Must settle in bounded time; a rejection is logged and counted. */
  readonly poll: (deviceId: string) => Promise<void>;
  /** Rank and group of a device; asked once, when it is taken in. Default: rank 0, no group. */
  readonly placeOf?: (deviceId: string) => Place;
  /** New devices get their first poll within this time, so that the wall fills in. Default: 10 s, or the period if shorter. */
  readonly firstSweepMs?: number;
  /** A device whose last poll took at least this long is slow: slow devices hold at most half of the slots. Default 1 s. */
  readonly slowAfterMs?: number;
  /** `stop` waits this long for running polls. Default 5 s. */
  readonly stopWithinMs?: number;
}

export interface SchedulerStats {
  readonly devices: number;
  /** Polls that the period asked for. */
  readonly planned: number;
  readonly started: number;
  readonly done: number;
  /** Polls that rejected; also counted as done. */
  readonly failed: number;
  /** Planned polls left out because the device's poll before had not ended. */
  readonly overrun: number;
  readonly running: number;
  readonly queued: number;
  readonly slowDevices: number;
  /** How late the newest poll began, and the latest of all. */
  readonly lagMs: number;
  readonly worstLagMs: number;
}

/** Polls every device once a period, spread over it, never in step. */
export interface Scheduler {
  /** Names the devices: new ones are spread in, absent ones dropped, the others keep their place. */
  apply(deviceIds: Iterable<string>, pace?: Partial<Pace>): void;
  /**
   * Polls a device before all that wait. Asked several times before that poll begins, it is one poll; asked while one runs, one
   * more follows, half a second later. True when it was polled, false when the device is not known or the scheduler stops.
   */
  pollNow(deviceId: string): Promise<boolean>;
  start(): void;
  /** Starts no more polls; resolves when the running ones ended, or after `stopWithinMs`. */
  stop(): Promise<void>;
  stats(): SchedulerStats;
}

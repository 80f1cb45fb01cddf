import { type Clock, errorText, type Log } from '../../core/index.ts';
import { createScheduler } from '../schedule/scheduler.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import type { ProfileBook } from './book.ts';
import type { ProfileReading } from './model.ts';
import { readDeviceProfile } from './read-device.ts';

/** Private tables are asked of so many devices at the same time, at most: they must never crowd out the polls. */
const concurrency = 16;

export interface ProfileWatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly book: ProfileBook;
  readonly periodMs: number;
  /** `Poller.use`. */
  readonly use: (
    deviceId: string,
    ask: (session: SnmpSession) => Promise<ProfileReading | undefined>,
  ) => Promise<ProfileReading | undefined>;
  /** A device that is known to be silent is not asked: its polls wait for it already. Default: all are asked. */
  readonly isSilent?: (deviceId: string) => boolean;
  /** Called with each reading that told something. */
  readonly onReading: (deviceId: string, reading: ProfileReading) => void;
}

/** Reads the private tables of every device by the profile of its family: slower than the polls, spread over the period. */
export interface ProfileWatch {
  /** Names the devices; new settings count from the next period. */
  apply(deviceIds: Iterable<string>, settings?: { readonly book: ProfileBook; readonly periodMs: number }): void;
  /** The newest reading that told something; it may be old, as `at` says. One per device. */
  latest(deviceId: string): ProfileReading | undefined;
  start(): void;
  stop(): Promise<void>;
}

export function createProfileWatch(options: ProfileWatchOptions): ProfileWatch {
  const { clock, log, use, onReading } = options;
  let { book } = options;
  const readings = new Map<string, ProfileReading>();
  let devices: ReadonlySet<string> = new Set();

  async function read(deviceId: string): Promise<void> {
    if (options.isSilent?.(deviceId) === true) return;
    const reading = await use(deviceId, (session) => readDeviceProfile(session, clock, book));
    // A device that left the inventory meanwhile, or told nothing, changes nothing.
    if (reading === undefined || reading.values.length === 0 || !devices.has(deviceId)) return;
    readings.set(deviceId, reading);
    try {
      onReading(deviceId, reading);
    } catch (thrown) {
      log.error({ deviceId, reason: errorText(thrown) }, 'profile-reading-refused');
    }
  }

  const scheduler = createScheduler({ periodMs: options.periodMs, concurrency, clock, log, poll: read });
  return {
    apply(deviceIds, settings) {
      devices = new Set(deviceIds);
      if (settings !== undefined) book = settings.book;
      for (const deviceId of [...readings.keys()]) if (!devices.has(deviceId)) readings.delete(deviceId);
      scheduler.apply(devices, settings === undefined ? {} : { periodMs: settings.periodMs });
    },
    latest: (deviceId) => readings.get(deviceId),
    start: () => scheduler.start(),
    stop: () => scheduler.stop(),
  };
}

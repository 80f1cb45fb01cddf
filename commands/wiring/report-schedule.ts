import { join } from 'node:path';
import { schedule } from 'node-cron';
import {
  backupLimits,
  cronOf,
  periodBefore,
  type ReportService,
  type ReportSettings,
  reportRhythms,
} from '../../audit/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Settings } from '../../inventory/index.ts';

/** Where the reports of a data folder lie. */
export function reportsFolder({ dataFolder }: Settings): string {
  return join(dataFolder, 'reports');
}

/** What reports need of the settings. */
export function reportSettingsOf({
  timeZone,
  polling,
  reports,
  isolation,
  backups,
  calendar,
}: Settings): ReportSettings {
  return {
    timeZone,
    availabilityTarget: reports.availabilityTarget,
    calendar,
    pollPeriodSeconds: polling.periodSeconds,
    staleAfterSeconds: polling.periodSeconds * polling.staleAfterPeriods,
    isolation: {
      pollPeriodSeconds: polling.isolationPeriodSeconds,
      staleAfterSeconds: isolation.periodSeconds.tables,
    },
    backups: {
      pollPeriodSeconds: backups.periodSeconds,
      staleAfterSeconds: backups.periodSeconds * backupLimits.stalePeriods,
    },
  };
}

/** Asks for the reports that the settings want, each at its time in the city's zone. */
export function scheduleReports(deps: {
  readonly reports: Pick<ReportService, 'ask'>;
  /** Scopes are read when the time comes, so that a reload counts; the time of day counts from the next start on. */
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly log: Log;
}): { stop(): void } {
  const { reports, settings, clock, log } = deps;
  const { timeZone } = settings();
  const tasks = reportRhythms.map((rhythm) =>
    schedule(
      cronOf(rhythm, settings().reports.at),
      () => {
        const { language, [rhythm]: uptime, isolation, backup, bulletin } = settings().reports;
        const wishes = [
          ...uptime.map((scope) => ({ kind: 'uptime', scope }) as const),
          ...isolation[rhythm].map((scope) => ({ kind: 'isolation', scope }) as const),
          ...backup[rhythm].map((scope) => ({ kind: 'backup', scope }) as const),
          ...bulletin[rhythm].map((scope) => ({ kind: 'bulletin', scope }) as const),
        ];
        for (const { kind, scope } of wishes) {
          const wish = { kind, scope, language, madeBy: `schedule: ${rhythm}` } as const;
          const answer = reports.ask({ ...wish, ...periodBefore(rhythm, clock.now(), timeZone) });
          if (!answer.ok) log.error({ rhythm, kind, scope, reason: answer.what }, 'scheduled-report-refused');
        }
      },
      { timezone: timeZone, name: `${rhythm}-reports` },
    ),
  );
  return {
    stop() {
      for (const task of tasks) void task.stop();
    },
  };
}

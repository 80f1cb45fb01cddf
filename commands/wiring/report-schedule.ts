import { join } from 'node:path';
import { schedule } from 'node-cron';
import {
  backupLimits,
  cronOf,
  periodBefore,
  type ReportRhythm,
  type ReportService,
  type ReportSettings,
  type ReportWish,
  readPeriod,
  reportRhythms,
  scopeText,
} from '../../audit/index.ts';
import type { Clock, EpochMs, Log } from '../../core/index.ts';
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

/** Asks for the reports that the settings want, each at its time in the city's zone; at the start for those whose time passed while nobody ran. */
export function scheduleReports(deps: {
  readonly reports: Pick<ReportService, 'ask' | 'kept'>;
  /** Scopes are read when the time comes, so that a reload counts; the time of day counts from the next start on. */
  readonly settings: () => Settings;
  /** Of what lies before, nobody here knows anything: its reports are not made up for. Undefined: nothing was ever seen. */
  readonly knownSince: EpochMs | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): { stop(): void } {
  const { reports, settings, knownSince, clock, log } = deps;
  const { timeZone } = settings();

  function wishesOf(rhythm: ReportRhythm): readonly ReportWish[] {
    const { language, [rhythm]: uptime, isolation, backup, bulletin } = settings().reports;
    const period = periodBefore(rhythm, clock.now(), timeZone);
    const scopes = { uptime, isolation: isolation[rhythm], backup: backup[rhythm], bulletin: bulletin[rhythm] };
    return (['uptime', 'isolation', 'backup', 'bulletin'] as const).flatMap((kind) =>
      scopes[kind].map((scope) => ({ kind, scope, language, madeBy: `schedule: ${rhythm}`, ...period })),
    );
  }

  function ask(rhythm: ReportRhythm, wishes: readonly ReportWish[]): void {
    for (const wish of wishes) {
      const { kind, scope } = wish;
      const answer = reports.ask(wish);
      if (!answer.ok) log.error({ rhythm, kind, scope, reason: answer.what }, 'scheduled-report-refused');
    }
  }

  /** Of each rhythm the last report alone: who was away for months wants no pile of days. */
  function makeUp(rhythm: ReportRhythm): void {
    const period = readPeriod({ ...periodBefore(rhythm, clock.now(), timeZone), timeZone, now: clock.now() });
    if (!period.ok || knownSince === undefined || knownSince >= period.to) return;
    const { hour, minute } = settings().reports.at;
    // Its time is still to come.
    if (clock.now() < period.to + (hour * 60 + minute) * 60_000) return;
    const isKept = ({ kind, scope }: ReportWish): boolean =>
      reports
        .kept()
        .some(
          (kept) =>
            kept.kind === kind &&
            scopeText(kept.scope) === scope &&
            Date.parse(kept.period.from) === period.from &&
            Date.parse(kept.period.to) === period.to,
        );
    const missed = wishesOf(rhythm).filter((wish) => !isKept(wish));
    if (missed.length > 0) log.info({ rhythm, reports: missed.length }, 'scheduled-reports-made-up');
    ask(rhythm, missed);
  }

  const tasks = reportRhythms.map((rhythm) => {
    makeUp(rhythm);
    return schedule(cronOf(rhythm, settings().reports.at), () => ask(rhythm, wishesOf(rhythm)), {
      timezone: timeZone,
      name: `${rhythm}-reports`,
    });
  });
  return {
    stop() {
      for (const task of tasks) void task.stop();
    },
  };
}

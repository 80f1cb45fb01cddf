import { dirname, resolve } from 'node:path';
import { parseAddress, parsePrefix } from '../../core/index.ts';
import type { PollingSettings, RetentionSettings, Settings, ThresholdSettings, WebhookSettings } from '../settings.ts';
import { readAlertmanagerInlet } from './alertmanager-inlet.ts';
import type { BackupReference } from './backup-references.ts';
import { readBackupsSettings } from './backups.ts';
import { readCalendar } from './calendar.ts';
import { readCredentials } from './credentials.ts';
import { readCustody } from './custody.ts';
import { readDeadMan } from './dead-man.ts';
import { defaults } from './defaults.ts';
import { readDrills } from './drills.ts';
import { type IsolationReference, readIsolationSettings } from './isolation.ts';
import { readLedger } from './ledger.ts';
import { readLightCollectors } from './light-collectors.ts';
import { readPaging, type TeamReference } from './paging.ts';
import { readPairsSettings } from './pairs.ts';
import { readReceivers } from './receivers.ts';
import { readReports } from './reports.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { readServices } from './services.ts';
import type { ProbeDefaults } from './services-defaults.ts';
import { readStandby } from './standby.ts';
import { readStatusPage } from './status-page.ts';
import { readWarmStandby } from './warm-standby.ts';
import { isWebUrl } from './web-url.ts';

/**
 * The typed settings from the outermost section, every default filled in; wrong values are reported and stand as defaults.
 * `references` are names in them that only the CSV files can tell.
 */
export async function readSettings(
  root: Section,
  { secrets, file }: { secrets: Secrets; file: string },
): Promise<{
  /** Without those that have a file of their own. */
  readonly settings: Omit<Settings, 'assessment'>;
  readonly references: readonly IsolationReference[];
  readonly backupReferences: readonly BackupReference[];
  readonly teamReferences: readonly TeamReference[];
  /** What holds of the probes that services have by themselves; undefined: they have none. */
  readonly ofServices: ProbeDefaults | undefined;
}> {
  const credentialSection = root.section('credentials');
  const alerts = root.section('alerts');
  const dataFolder = root.optionalText('data');
  const profiles = root.section('profiles');
  const profilesFolder = profiles.optionalText('folder');
  profiles.finish();
  const isolation = readIsolationSettings(root.section('isolation'), dirname(file));
  const backups = await readBackupsSettings(root.section('backups'), { secrets, file });
  const pairs = await readPairsSettings(root.section('pairs'), { secrets, besides: dirname(file) });
  const drills = await readDrills(root.section('drills'), dirname(file));
  const credentials = await readCredentials(credentialSection, secrets);
  const paging = await readPaging(root, { secrets, credentials, besides: dirname(file) });
  const services = await readServices(root.section('services'), secrets);
  const settings: Omit<Settings, 'assessment'> = {
    server: readServer(root.section('server')),
    dataFolder: dataFolder === undefined ? defaults.dataFolder : resolve(dirname(file), dataFolder),
    timeZone: readTimeZone(root),
    polling: readPolling(root.section('polling')),
    thresholds: readThresholds(root.section('thresholds')),
    retention: readRetention(root.section('retention')),
    writeIntervalSeconds: root.duration('write_interval', { otherwise: '5s', min: '100ms', max: '60s' }),
    credentials,
    ledger: readLedger(root.section('ledger'), dirname(file)),
    reports: readReports(root.section('reports')),
    custody: readCustody(root.section('custody')),
    webhook: alerts.has('webhook') ? await readWebhook(alerts.section('webhook'), secrets) : undefined,
    alertmanager: alerts.has('alertmanager')
      ? await readAlertmanagerInlet(alerts.section('alertmanager'), secrets)
      : undefined,
    receivers: await readReceivers(root.section('receivers'), {
      secrets,
      credentialNames: new Set(credentialSection.keys()),
    }),
    profilesFolder: profilesFolder === undefined ? undefined : resolve(dirname(file), profilesFolder),
    isolation: isolation.settings,
    backups: backups.settings,
    standby: await readStandby(root, secrets),
    deadMan: root.has('dead_man') ? await readDeadMan(root.section('dead_man'), secrets) : undefined,
    warmStandby: root.has('warm_standby') ? await readWarmStandby(root.section('warm_standby'), secrets) : undefined,
    pairs: pairs.settings,
    drills: drills.settings,
    services: services.settings,
    calendar: readCalendar(root.section('calendar')),
    collectors: root.has('collectors') ? readLightCollectors(root.section('collectors')) : undefined,
    statusPage: readStatusPage(root.section('status_page')),
    paging: paging.settings,
  };
  alerts.finish();
  return {
    settings,
    references: [...isolation.references, ...pairs.references, ...drills.references, ...services.references],
    backupReferences: backups.references,
    teamReferences: paging.references,
    ofServices: services.ofServices,
  };
}

function readServer(section: Section): Settings['server'] {
  const host = section.optionalText('host') ?? defaults.host;
  if (parseAddress(host) === undefined && host !== 'localhost') section.wrong('host', 'bad-address', { value: host });
  const port = section.number('port', { otherwise: defaults.port, min: 0, max: 65_535, whole: true });
  const trusted = section.list('trust_metrics_from')?.map(({ text, place }) => {
    const found = parseAddress(text)?.text ?? parsePrefix(text)?.prefix.text;
    if (found === undefined)
      section.mistakes.add(place, 'bad-address', { field: section.name('trust_metrics_from'), value: text });
    return found ?? text;
  });
  section.finish();
  return { host, port, trustMetricsFrom: trusted ?? defaults.trustMetricsFrom };
}

function readTimeZone(root: Section): string {
  const timeZone = root.optionalText('time_zone') ?? defaults.timeZone;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return root.wrong('time_zone', 'time-zone', { value: timeZone }) ?? defaults.timeZone;
  }
}

function readPolling(section: Section): PollingSettings {
  const polling: PollingSettings = {
    periodSeconds: section.duration('period', { otherwise: '60s', min: '1s', max: '1h' }),
    timeoutSeconds: section.duration('timeout', { otherwise: '2s', min: '100ms', max: '60s' }),
    retries: section.number('retries', { otherwise: 2, min: 0, max: 10, whole: true }),
    concurrency: section.number('concurrency', { otherwise: 256, min: 1, max: 10_000, whole: true }),
    pointConcurrency: section.number('point_concurrency', { otherwise: 4, min: 1, max: 1_000, whole: true }),
    maxRepetitions: section.number('max_repetitions', { otherwise: 24, min: 1, max: 200, whole: true }),
    staleAfterPeriods: section.number('stale_after_periods', { otherwise: 3, min: 1, max: 100, whole: true }),
    profilePeriodSeconds: section.duration('profile_period', { otherwise: '5m', min: '10s', max: '1d' }),
    topologyPeriodSeconds: section.duration('topology_period', { otherwise: '15m', min: '5s', max: '1d' }),
    isolationPeriodSeconds: section.duration('isolation_period', { otherwise: '5m', min: '5s', max: '1d' }),
  };
  if (polling.timeoutSeconds * (polling.retries + 1) > polling.periodSeconds) {
    section.wrong(section.has('timeout') ? 'timeout' : 'period', 'timeout-above-period');
  }
  section.finish();
  return polling;
}

function readThresholds(section: Section): ThresholdSettings {
  const polls = { otherwise: 2, min: 1, max: 100, whole: true };
  const utilisation = section.section('utilisation');
  const errors = section.section('errors_per_second');
  const thresholds: ThresholdSettings = {
    raiseAfterPolls: section.number('raise_after_polls', polls),
    clearAfterPolls: section.number('clear_after_polls', polls),
    utilisationRaise: utilisation.number('raise', { otherwise: 0.9, min: 0.01, max: 1, whole: false }),
    utilisationClear: utilisation.number('clear', { otherwise: 0.8, min: 0, max: 1, whole: false }),
    errorsPerSecondRaise: errors.number('raise', { otherwise: 1, min: 0.001, max: 1e6, whole: false }),
    errorsPerSecondClear: errors.number('clear', { otherwise: 0.1, min: 0, max: 1e6, whole: false }),
  };
  for (const [part, raise, clear] of [
    [utilisation, thresholds.utilisationRaise, thresholds.utilisationClear],
    [errors, thresholds.errorsPerSecondRaise, thresholds.errorsPerSecondClear],
  ] as const) {
    if (clear >= raise) part.wrong(part.has('clear') ? 'clear' : 'raise', 'clear-above-raise');
    part.finish();
  }
  section.finish();
  return thresholds;
}

function readRetention(section: Section): RetentionSettings {
  const rawSeconds = section.duration('raw', { otherwise: '48h', min: '1h', max: '90d', unit: '1h' });
  const fiveMinuteSeconds = section.duration('five_minute', { otherwise: '90d', min: '1d', max: '3y', unit: '1d' });
  const hourSeconds = section.duration('hour', { otherwise: '3y', min: '1y', max: '30y', unit: '1y' });
  const eventSeconds = section.duration('events', { otherwise: '5y', min: '1y', max: '30y', unit: '1y' });
  if (fiveMinuteSeconds < rawSeconds)
    section.wrong(section.has('five_minute') ? 'five_minute' : 'raw', 'retention-order');
  else if (hourSeconds < fiveMinuteSeconds)
    section.wrong(section.has('hour') ? 'hour' : 'five_minute', 'retention-order');
  section.finish();
  return {
    rawHours: rawSeconds / 3600,
    fiveMinuteDays: fiveMinuteSeconds / 86_400,
    hourYears: hourSeconds / 31_536_000,
    eventYears: eventSeconds / 31_536_000,
  };
}

async function readWebhook(section: Section, secrets: Secrets): Promise<WebhookSettings | undefined> {
  const url = section.text('url');
  if (url !== undefined) isWebUrl(section, 'url', url);
  const secret = await secrets.read(section, 'secret', 16);
  const timeoutSeconds = section.duration('timeout', { otherwise: '5s', min: '100ms', max: '60s' });
  const attempts = section.number('attempts', { otherwise: 6, min: 1, max: 20, whole: true });
  section.finish();
  return url === undefined || secret === undefined ? undefined : { url, secret, timeoutSeconds, attempts };
}
